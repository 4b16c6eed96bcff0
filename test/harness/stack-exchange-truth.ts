// What a Stack Exchange dump says by itself, read line by line and apart from the importer: the figures an
// import is held against.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Counts of the rows that become activities. */
export interface StackExchangeTruth {
  readonly questions: number;
  readonly answers: number;
  readonly comments: number;
  readonly votes: number;
  readonly accepts: number;
  readonly people: number;
}

type Row = Readonly<Record<string, string>>;

/** Reads a dump of one `<row …/>` a line. */
export function readStackExchangeTruth(folder: string): StackExchangeTruth {
  const posts = readRows(folder, 'Posts.xml');
  const votes = readRows(folder, 'Votes.xml');
  return {
    questions: posts.filter((post) => post['PostTypeId'] === '1').length,
    answers: posts.filter((post) => post['PostTypeId'] === '2').length,
    comments: readRows(folder, 'Comments.xml').length,
    votes: votes.filter((vote) => vote['VoteTypeId'] === '2' || vote['VoteTypeId'] === '3').length,
    accepts: votes.filter((vote) => vote['VoteTypeId'] === '1').length,
    people: readRows(folder, 'Users.xml').length,
  };
}

function readRows(folder: string, file: string): Row[] {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  return lines.filter((line) => line.includes('<row ')).map(parseRow);
}

function parseRow(line: string): Row {
  return Object.fromEntries([...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}
