// A dump folder, looked through from end to end before anything is sent: every file there, every row
// readable, everything counted, and the index of posts that comments and votes need.
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import { readXmlRows, type XmlRow } from '../xml-rows.ts';
import { countPost, countPlaced, countVote, createDumpCounts, type DumpCounts } from './dump-counts.ts';
import { requireInteger } from './fields.ts';
import { createPostIndex, type PostIndex } from './post-index.ts';
import { describePost, toCommentActivity, toPostActivity, toVoteActivity } from './to-activities.ts';
import { toPerson } from './to-people.ts';

export const DUMP_FILES = ['Users.xml', 'Posts.xml', 'Comments.xml', 'Votes.xml', 'Tags.xml'] as const;
export type DumpFile = (typeof DUMP_FILES)[number];

/** A dump that can be imported. */
export interface Dump {
  readonly folder: string;
  /** The site, from the folder's name: letters, digits and hyphens. */
  readonly siteName: string;
  readonly bytes: number;
  readonly counts: DumpCounts;
  readonly posts: PostIndex;
  /** The most used tags, most used first. */
  readonly topics: readonly string[];
}

const TOPICS_OF_CHARTER = 50;
const SAMPLE_TARGET = { source: 'check', community: 'check' };

/** Throws UsageError for a folder or file that is not there, BrokenRowError for the first row that cannot be taken. */
export async function checkDump(folder: string): Promise<Dump> {
  const bytes = measureFiles(folder);
  const posts = createPostIndex();
  const counts = createDumpCounts();
  const rowsOf = (file: DumpFile): AsyncGenerator<XmlRow> => readXmlRows(join(folder, file));
  for await (const row of rowsOf('Posts.xml')) {
    const { id, post } = describePost(row);
    posts.add(id, post);
  }
  for await (const row of rowsOf('Users.xml')) {
    counts.rows.users += 1;
    if (toPerson(row).bot) counts.bots += 1;
  }
  for await (const row of rowsOf('Posts.xml')) {
    countPost(counts, describePost(row).post, requireInteger(row, 'PostTypeId'), posts);
    countPlaced(counts, toPostActivity(row, posts, SAMPLE_TARGET));
  }
  for await (const row of rowsOf('Comments.xml')) {
    counts.rows.comments += 1;
    countPlaced(
      counts,
      toCommentActivity(row, posts, SAMPLE_TARGET),
      posts.find(requireInteger(row, 'PostId')),
    );
  }
  for await (const row of rowsOf('Votes.xml')) {
    countVote(counts, requireInteger(row, 'VoteTypeId'), posts.find(requireInteger(row, 'PostId')) !== null);
    countPlaced(counts, toVoteActivity(row, posts, SAMPLE_TARGET));
  }
  return {
    folder,
    siteName: toSiteName(folder),
    bytes,
    counts,
    posts,
    topics: await readTopics(rowsOf('Tags.xml')),
  };
}

function measureFiles(folder: string): number {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`${folder} is no folder; give the folder that holds ${DUMP_FILES.join(', ')}`);
  }
  const missing = DUMP_FILES.filter(
    (file) => statSync(join(folder, file), { throwIfNoEntry: false }) === undefined,
  );
  if (missing.length > 0) {
    throw new UsageError(
      `${folder} has no ${missing.join(', no ')}; unpack the site's whole archive from the Stack Exchange data dump there`,
    );
  }
  return DUMP_FILES.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}

async function readTopics(rows: AsyncIterable<XmlRow>): Promise<string[]> {
  const tags: { name: string; count: number }[] = [];
  for await (const row of rows) {
    tags.push({ name: row.attributes['TagName'] ?? '', count: requireInteger(row, 'Count') });
  }
  tags.sort((left, right) => right.count - left.count || (left.name < right.name ? -1 : 1));
  return tags.map((tag) => tag.name).slice(0, TOPICS_OF_CHARTER);
}

/** `stackexchange-quantumcomputing-2018` and `quantumcomputing.stackexchange.com` both name quantumcomputing. */
export function toSiteName(folder: string): string {
  const slug = basename(folder)
    .toLowerCase()
    .replace(/\.stackexchange\.com$|\.com$/, '')
    .replace(/^stackexchange[-_.]/, '')
    .replace(/[-_.]\d{4}(-\d{2}(-\d{2})?)?$/, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80);
  return slug === '' ? 'site' : slug;
}
