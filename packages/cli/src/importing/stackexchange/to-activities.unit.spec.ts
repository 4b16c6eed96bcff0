import { describe, expect, it } from 'vitest';
import { createPostIndex } from './post-index.ts';
import { toCommentActivity, toPostActivity, toVoteActivity } from './to-activities.ts';
import { toPerson } from './to-people.ts';

const target = { source: 'stackexchange:qc', community: 'qc' };
const row = (attributes: Record<string, string>) => ({ file: 'F.xml', line: 3, attributes });
const CREATED = { CreationDate: '2018-03-12T17:00:45.567' };
const AT = '2018-03-12T17:00:45.567Z';

const posts = createPostIndex();
posts.add(1, { kind: 'question', ownerId: 7, parentId: null });
posts.add(2, { kind: 'answer', ownerId: 8, parentId: 1 });
posts.add(3, { kind: 'question', ownerId: null, parentId: null });
posts.add(4, { kind: 'answer', ownerId: null, parentId: 3 });

describe('a post', () => {
  it('that is a question asks for help with a problem, under its tags', () => {
    const question = row({
      Id: '1',
      PostTypeId: '1',
      OwnerUserId: '7',
      Title: 'T',
      Body: '<p>B</p>',
      Tags: '<qubit><q#>',
      ...CREATED,
    });
    expect(toPostActivity(question, posts, target)).toEqual({
      ...target,
      id: 'post-1',
      act: 'ask',
      kind: 'problem-solving',
      occurredAt: AT,
      actor: { id: '7' },
      title: 'T',
      text: '<p>B</p>',
      topics: ['qubit', 'q#'],
    });
  });

  it('that is an answer goes to the asker, in the question’s thread', () => {
    expect(
      toPostActivity(
        row({ Id: '2', PostTypeId: '2', ParentId: '1', OwnerUserId: '8', ...CREATED }),
        posts,
        target,
      ),
    ).toEqual({
      ...target,
      id: 'post-2',
      act: 'answer',
      kind: 'problem-solving',
      occurredAt: AT,
      actor: { id: '8' },
      target: { id: 'post-1', author: { id: '7' } },
      thread: { id: 'post-1' },
    });
  });

  it('of a deleted account is nobody’s, and has no author for others', () => {
    const answer = row({ Id: '4', PostTypeId: '2', ParentId: '3', ...CREATED });
    expect(toPostActivity(answer, posts, target)).toMatchObject({
      target: { id: 'post-3' },
      thread: { id: 'post-3' },
    });
    expect(toPostActivity(answer, posts, target)).not.toHaveProperty('actor');
    expect(toPostActivity(answer, posts, target)).not.toHaveProperty('target.author');
  });

  it('that explains a tag is documentation; the site’s own automaton is a bot', () => {
    expect(
      toPostActivity(row({ Id: '9', PostTypeId: '5', OwnerUserId: '-1', ...CREATED }), posts, target),
    ).toMatchObject({
      act: 'document',
      kind: 'documentation-project',
      actor: { id: '-1', bot: true },
    });
  });

  it('of another type is no activity', () => {
    expect(toPostActivity(row({ Id: '9', PostTypeId: '6', ...CREATED }), posts, target)).toBeNull();
  });

  it('whose text is longer than the API takes is cut between characters', () => {
    const body = `${'x'.repeat(65_535)}🌳`;
    const activity = toPostActivity(row({ Id: '1', PostTypeId: '1', Body: body, ...CREATED }), posts, target);
    expect(activity?.text).toBe('x'.repeat(65_535));
  });
});

describe('a comment', () => {
  it('on an answer goes to the answerer, in the thread of the question', () => {
    expect(
      toCommentActivity(row({ Id: '5', PostId: '2', UserId: '7', Text: 'why?', ...CREATED }), posts, target),
    ).toMatchObject({
      id: 'comment-5',
      act: 'comment',
      actor: { id: '7' },
      target: { id: 'post-2', author: { id: '8' } },
      thread: { id: 'post-1' },
    });
  });
});

describe('a vote', () => {
  const vote = (type: string, postId: string) =>
    toVoteActivity(row({ Id: '6', PostId: postId, VoteTypeId: type, ...CREATED }), posts, target);

  it('up or down is anonymous', () => {
    expect(vote('2', '2')).toEqual({
      ...target,
      id: 'vote-6',
      act: 'vote',
      polarity: 1,
      occurredAt: AT,
      target: { id: 'post-2', author: { id: '8' } },
      thread: { id: 'post-1' },
    });
    expect(vote('3', '1')).toMatchObject({ polarity: -1 });
  });

  it('that accepts is the asker’s, or nobody’s where the asker is gone', () => {
    expect(vote('1', '2')).toMatchObject({
      act: 'accept',
      actor: { id: '7' },
      target: { id: 'post-2', author: { id: '8' } },
    });
    expect(vote('1', '4')).not.toHaveProperty('actor');
  });

  it('on a deleted post keeps the post’s id and nothing else of it', () => {
    expect(vote('2', '99')).toMatchObject({ target: { id: 'post-99' } });
    expect(vote('2', '99')).not.toHaveProperty('thread');
  });

  it('of any other type is left out', () => {
    expect(['4', '5', '8', '10', '16'].map((type) => vote(type, '1'))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('a user', () => {
  it('is a person since the day of joining; the site’s bot is a bot', () => {
    const ada = { Id: '7', DisplayName: ' Ada ', CreationDate: '2018-03-10T00:00:00.000' };
    expect(toPerson(row(ada))).toEqual({
      id: '7',
      name: 'Ada',
      bot: false,
      joinedAt: '2018-03-10T00:00:00.000Z',
    });
    expect(toPerson(row({ ...ada, Id: '-1', DisplayName: '' }))).toMatchObject({
      id: '-1',
      name: null,
      bot: true,
    });
  });
});
