// What a dump holds, counted while it is checked: the dry run prints it, specs hold it against the
// dump's own aggregates.
import type { Activity } from '@copse/client';
import type { IndexedPost, PostIndex } from './post-index.ts';

export interface DumpCounts {
  readonly rows: { users: number; posts: number; comments: number; votes: number };
  bots: number;
  questions: number;
  answers: number;
  tagWikis: number;
  /** Activities by act. */
  readonly acts: Record<string, number>;
  /** The first and last instant anything was posted or commented; null for an empty site. */
  firstAt: string | null;
  lastAt: string | null;
  /** Activities without an actor: deleted accounts and anonymous votes. */
  anonymous: number;
  /** Between two people who are known, oneself included. */
  readonly edges: { answerToQuestion: number; commentToQuestion: number; commentToAnswer: number };
  votesOnDeletedPosts: number;
  /** Rows that become no activity, by what they are. */
  readonly leftOut: Record<string, number>;
}

/** The published names of vote types. */
const VOTE_TYPES: Readonly<Record<number, string>> = {
  4: 'offensive',
  5: 'favourite',
  6: 'close',
  7: 'reopen',
  8: 'bounty start',
  9: 'bounty close',
  10: 'deletion',
  11: 'undeletion',
  12: 'spam',
  15: 'moderator review',
  16: 'approve edit suggestion',
};
const LAST_COUNTED_VOTE_TYPE = 3;

export function createDumpCounts(): DumpCounts {
  return {
    rows: { users: 0, posts: 0, comments: 0, votes: 0 },
    bots: 0,
    questions: 0,
    answers: 0,
    tagWikis: 0,
    acts: {},
    firstAt: null,
    lastAt: null,
    anonymous: 0,
    edges: { answerToQuestion: 0, commentToQuestion: 0, commentToAnswer: 0 },
    votesOnDeletedPosts: 0,
    leftOut: {},
  };
}

/** Counts a post, and the edge an answer makes. */
export function countPost(counts: DumpCounts, post: IndexedPost, type: number, posts: PostIndex): void {
  counts.rows.posts += 1;
  if (post.kind === 'question') counts.questions += 1;
  if (post.kind === 'tag-wiki') counts.tagWikis += 1;
  if (post.kind === 'other') addTo(counts.leftOut, `post type ${type}`);
  if (post.kind !== 'answer') return;
  counts.answers += 1;
  const question = post.parentId === null ? null : posts.find(post.parentId);
  if (post.ownerId !== null && question?.ownerId != null) counts.edges.answerToQuestion += 1;
}

/** Counts a vote that is left out, or one whose post is gone. */
export function countVote(counts: DumpCounts, type: number, isPostKnown: boolean): void {
  counts.rows.votes += 1;
  if (!isPostKnown) counts.votesOnDeletedPosts += 1;
  if (type > LAST_COUNTED_VOTE_TYPE || type < 1)
    addTo(counts.leftOut, `vote: ${VOTE_TYPES[type] ?? `type ${type}`}`);
}

/** Counts what a row became; a comment's post tells which edge it makes. */
export function countPlaced(
  counts: DumpCounts,
  activity: Activity | null,
  commented: IndexedPost | null = null,
): void {
  if (activity === null) return;
  addTo(counts.acts, activity.act);
  // A vote has a day and no time.
  if (activity.act !== 'vote' && activity.act !== 'accept') widenSpan(counts, activity.occurredAt);
  if (activity.actor === undefined) counts.anonymous += 1;
  if (activity.actor === undefined || commented?.ownerId == null) return;
  if (commented.kind === 'question') counts.edges.commentToQuestion += 1;
  if (commented.kind === 'answer') counts.edges.commentToAnswer += 1;
}

function widenSpan(counts: DumpCounts, at: string): void {
  if (counts.firstAt === null || at < counts.firstAt) counts.firstAt = at;
  if (counts.lastAt === null || at > counts.lastAt) counts.lastAt = at;
}

function addTo(record: Record<string, number>, name: string): void {
  record[name] = (record[name] ?? 0) + 1;
}
