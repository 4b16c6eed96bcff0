import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findReferenceData } from '@copse/testing';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../usage-error.ts';
import { BrokenRowError } from '../data-error.ts';
import { checkDump, DUMP_FILES, toSiteName } from './dump.ts';

const realDump = findReferenceData('stackexchange-quantumcomputing-2018');

const SMALL: Record<string, string> = {
  Users:
    '<row Id="-1" DisplayName="Community" CreationDate="2018-03-09T18:48:09.477" />\n<row Id="7" DisplayName="Ada" CreationDate="2018-03-10T00:00:00.000" />',
  Posts:
    '<row Id="1" PostTypeId="1" OwnerUserId="7" CreationDate="2018-03-12T17:00:45.567" Tags="&lt;qubit&gt;" Title="T" Body="B" />',
  Comments: '<row Id="3" PostId="1" UserId="7" Text="hm" CreationDate="2018-03-12T18:00:00.000" />',
  Votes: '<row Id="1" PostId="1" VoteTypeId="2" CreationDate="2018-03-12T00:00:00.000" />',
  Tags: '<row Id="1" TagName="qubit" Count="3" />',
};

function makeDump(changes: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'copse-dump-'));
  for (const [name, rows] of Object.entries({ ...SMALL, ...changes })) {
    const text = `\uFEFF<?xml version="1.0" encoding="utf-8"?>\n<${name.toLowerCase()}>\n${rows}\n</${name.toLowerCase()}>\n`;
    writeFileSync(join(folder, `${name}.xml`), text);
  }
  return folder;
}

describe('checking a dump', () => {
  it.skipIf(realDump === null)('counts the real one as its own aggregates do', async () => {
    const { counts, topics, siteName } = await checkDump(realDump ?? '');
    expect(siteName).toBe('quantumcomputing');
    expect(counts.rows).toEqual({ users: 3461, posts: 1986, comments: 3413, votes: 12_560 });
    expect(counts).toMatchObject({
      questions: 612,
      answers: 1060,
      tagWikis: 314,
      bots: 1,
      votesOnDeletedPosts: 587,
    });
    expect(counts.edges).toEqual({ answerToQuestion: 1056, commentToQuestion: 1450, commentToAnswer: 1956 });
    expect(counts.acts).toEqual({
      ask: 612,
      answer: 1060,
      comment: 3413,
      document: 314,
      accept: 390,
      vote: 10_103 + 668,
    });
    expect(Object.values(counts.leftOut).reduce((sum, count) => sum + count)).toBe(
      12_560 - 10_103 - 668 - 390,
    );
    expect(topics[0]).toBe('quantum-algorithms');
  });

  it('names the files that are missing', async () => {
    const folder = makeDump();
    rmSync(join(folder, 'Votes.xml'));
    await expect(checkDump(folder)).rejects.toThrow(UsageError);
    await expect(checkDump(folder)).rejects.toThrow(/has no Votes\.xml; unpack/);
    await expect(checkDump(join(folder, 'nowhere'))).rejects.toThrow(/nowhere is no folder/);
  });

  it.each([
    ['Posts', '<row Id="1" PostTypeId="1"\n<row/>', /^Posts\.xml:4: /],
    [
      'Comments',
      '<row Id="3" Text="hm" CreationDate="2018-03-12T18:00:00.000" />',
      /^Comments\.xml:3: the row has no PostId/,
    ],
    [
      'Votes',
      '<row Id="1" PostId="x" VoteTypeId="2" CreationDate="2018-03-12T00:00:00.000" />',
      /^Votes\.xml:3: PostId="x" is no integer/,
    ],
    [
      'Users',
      '<row Id="1" CreationDate="last week" />',
      /^Users\.xml:3: CreationDate="last week" is no date-time/,
    ],
  ])('names file and line of a broken row in %s', async (name, rows, message) => {
    const folder = makeDump({ [name]: rows });
    await expect(checkDump(folder)).rejects.toThrow(BrokenRowError);
    await expect(checkDump(folder)).rejects.toThrow(message);
  });

  it('refuses a file that was cut short', async () => {
    const folder = makeDump();
    writeFileSync(
      join(folder, 'Posts.xml'),
      '<posts>\n<row Id="1" PostTypeId="5" CreationDate="2018-03-12T17:00:45.567" />\n',
    );
    await expect(checkDump(folder)).rejects.toThrow(/^Posts\.xml:3: .*unclosed tag/);
  });

  it('refuses bytes that are no UTF-8', async () => {
    const folder = makeDump();
    writeFileSync(join(folder, 'Tags.xml'), Buffer.from([0x3c, 0x74, 0xff, 0xfe]));
    await expect(checkDump(folder)).rejects.toThrow(/^Tags\.xml:1: .*no UTF-8/);
  });

  it('takes a copy of itself for the same', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'copse-dump-'));
    cpSync(makeDump(), copy, { recursive: true });
    expect((await checkDump(copy)).counts.acts).toEqual({ ask: 1, comment: 1, vote: 1 });
    expect(DUMP_FILES).toHaveLength(5);
  });
});

describe('the site’s name', () => {
  it.each([
    ['/data/stackexchange-quantumcomputing-2018', 'quantumcomputing'],
    ['/data/math.stackexchange.com', 'math'],
    ['stackoverflow.com', 'stackoverflow'],
    ['/tmp/Ünïcode', 'n-code'],
  ])('of %s is %s', (folder, name) => {
    expect(toSiteName(folder)).toBe(name);
  });
});
