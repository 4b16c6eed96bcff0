// Rows of a dump as activities. Every id of the dump becomes an id of the source with its table before it,
// because posts, comments and votes count by themselves.
import type { Activity } from '@copse/client';
import type { XmlRow } from '../xml-rows.ts';
import { cutText, findInteger, readTags, requireInstant, requireInteger } from './fields.ts';
import type { IndexedPost, PostIndex } from './post-index.ts';

const TEXT_MAX = 65_536;
const TITLE_MAX = 1000;
const TOPICS_MAX = 50;
/** Users.Id of the site's own automaton. */
const BOT_USER_ID = -1;

const ACCEPTED_BY_ORIGINATOR = 1;
const UP_VOTE = 2;
const DOWN_VOTE = 3;

/** Where the activities go. */
export interface ImportTarget {
  readonly source: string;
  readonly community: string;
}

/** What a post is, for the index. */
export function describePost(row: XmlRow): { id: number; post: IndexedPost } {
  const type = requireInteger(row, 'PostTypeId');
  const kind =
    type === 1 ? 'question' : type === 2 ? 'answer' : type === 4 || type === 5 ? 'tag-wiki' : 'other';
  return {
    id: requireInteger(row, 'Id'),
    post: { kind, ownerId: findInteger(row, 'OwnerUserId'), parentId: findInteger(row, 'ParentId') },
  };
}

/**
 * A question asks for help with a problem its author has (the site's own rule), so it opens a need of kind
 * problem-solving, and what answers it is of that kind. A tag's wiki is documentation. Null for post types
 * that are no activity of a member (wiki placeholders, moderators' nominations).
 */
export function toPostActivity(row: XmlRow, posts: PostIndex, target: ImportTarget): Activity | null {
  const { id, post } = describePost(row);
  const text = cutText(row.attributes['Body'], TEXT_MAX);
  const title = cutText(row.attributes['Title'], TITLE_MAX);
  const common = {
    source: target.source,
    id: postId(id),
    community: target.community,
    occurredAt: requireInstant(row, 'CreationDate'),
    ...toActor(post.ownerId),
    ...(text === null ? {} : { text }),
    ...(title === null ? {} : { title }),
  };
  switch (post.kind) {
    case 'question': {
      const topics = readTags(row.attributes['Tags']).slice(0, TOPICS_MAX);
      return { ...common, act: 'ask', kind: 'problem-solving', ...(topics.length === 0 ? {} : { topics }) };
    }
    case 'answer': {
      const questionId = requireInteger(row, 'ParentId');
      return { ...common, act: 'answer', kind: 'problem-solving', ...toPlace(questionId, posts) };
    }
    case 'tag-wiki':
      return { ...common, act: 'document', kind: 'documentation-project' };
    case 'other':
      return null;
  }
}

/** A comment on a post, in the thread of its question. */
export function toCommentActivity(row: XmlRow, posts: PostIndex, target: ImportTarget): Activity {
  const text = cutText(row.attributes['Text'], TEXT_MAX);
  return {
    source: target.source,
    id: `comment-${requireInteger(row, 'Id')}`,
    community: target.community,
    act: 'comment',
    kind: 'problem-solving',
    occurredAt: requireInstant(row, 'CreationDate'),
    ...toActor(findInteger(row, 'UserId')),
    ...toPlace(requireInteger(row, 'PostId'), posts),
    ...(text === null ? {} : { text }),
  };
}

/**
 * Up and down votes are anonymous; an acceptance is the asker's. Null for the other types (close, reopen,
 * bounty, favourite, moderation …): they say nothing the model has an act for.
 */
export function toVoteActivity(row: XmlRow, posts: PostIndex, target: ImportTarget): Activity | null {
  const type = requireInteger(row, 'VoteTypeId');
  if (type !== ACCEPTED_BY_ORIGINATOR && type !== UP_VOTE && type !== DOWN_VOTE) return null;
  const votedId = requireInteger(row, 'PostId');
  const common = {
    source: target.source,
    id: `vote-${requireInteger(row, 'Id')}`,
    community: target.community,
    occurredAt: requireInstant(row, 'CreationDate'),
    ...toPlace(votedId, posts),
  };
  if (type !== ACCEPTED_BY_ORIGINATOR) return { ...common, act: 'vote', polarity: type === UP_VOTE ? 1 : -1 };
  const questionId = posts.find(votedId)?.parentId ?? null;
  const askerId = questionId === null ? null : (posts.find(questionId)?.ownerId ?? null);
  return { ...common, act: 'accept', kind: 'problem-solving', ...toActor(askerId) };
}

/** The target, its author where the dump knows one, and the question it stands under. A deleted post keeps its id. */
function toPlace(id: number, posts: PostIndex): Pick<Activity, 'target' | 'thread'> {
  const post = posts.find(id);
  const ownerId = post?.ownerId ?? null;
  const rootId = post?.kind === 'question' ? id : (post?.parentId ?? null);
  return {
    target: { id: postId(id), ...(ownerId === null ? {} : { author: { id: String(ownerId) } }) },
    ...(rootId === null ? {} : { thread: { id: postId(rootId) } }),
  };
}

function toActor(userId: number | null): Pick<Activity, 'actor'> {
  if (userId === null) return {};
  return { actor: { id: String(userId), ...(userId === BOT_USER_ID ? { bot: true } : {}) } };
}

function postId(id: number): string {
  return `post-${id}`;
}
