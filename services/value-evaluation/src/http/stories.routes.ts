// Stories: draft, revise, submit, publish, read, list.
import { randomUUID } from 'node:crypto';
import { callerOf } from '@copse/access';
import {
  createOnce,
  eventMetadataOf,
  IdempotencyHeaders,
  settleCommand,
  type RouteApp,
} from '@copse/commands';
import {
  cutPage,
  etagOf,
  IfMatchHeaders,
  problemResponses,
  readCursor,
  readLimit,
  requireIfMatch,
} from '@copse/http';
import { normaliseInstant } from '@copse/instants';
import type { FastifyRequest } from 'fastify';
import type { StoryCommand } from '../domain/story/commands.ts';
import { listStories } from '../store/read-stories.ts';
import { storyStream } from '../store/story-events.ts';
import { projectEvents, type StoryStore } from '../store/story-store.ts';
import { describeStory, requireStory } from './describe-story.ts';
import { storyProblems } from './rejections.ts';
import { OptionalIfMatchHeaders, readIfMatch } from './optional-if-match.ts';
import {
  DraftStoryBody,
  PublishStoryBody,
  ReviseStoryBody,
  StoriesQuery,
  Story,
  StoryPage,
  StoryParams,
} from './stories.schemas.ts';
import { readSteps } from './told-steps.ts';

const tags = ['stories'];

/** Where the id that was answered leads. */
const parameters = { storyId: '$response.body#/storyId' };
const links = {
  201: {
    read: { operationId: 'getStory', parameters },
    revise: { operationId: 'reviseStory', parameters },
    submit: { operationId: 'submitStory', parameters },
    publish: { operationId: 'publishStory', parameters },
  },
};
const PLACE_OF_CURSOR = [
  { test: (part: string) => normaliseInstant(part)?.text === part },
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
];

/** Registers the routes of stories. */
export function registerStoryRoutes(app: RouteApp, store: StoryStore): void {
  draftStory(app, store);
  getStories(app, store);
  getStory(app, store);
  reviseStory(app, store);
  submitStory(app, store);
  publishStory(app, store);
}

function draftStory(app: RouteApp, store: StoryStore): void {
  const schema = {
    tags,
    operationId: 'draftStory',
    summary: 'Draft a value-creation story',
    description: 'Steps may be missing while it is a draft. Cycles are those of the framework version.',
    headers: IdempotencyHeaders,
    body: DraftStoryBody,
    response: { 201: Story, ...problemResponses(422) },
  };
  app.post('/v1/stories', { config: { scope: 'value:write' }, schema, links }, async (request, reply) => {
    const { tenant } = callerOf(request);
    const { community, frameworkVersion, teller, title = null, narrative = null, steps } = request.body;
    const storyId = randomUUID();
    const { ids } = await createOnce(request, {
      db: store.db,
      references: store.references,
      handle: store.handle,
      problems: storyProblems,
      project: projectEvents,
      tenant,
      streamId: storyStream(storyId),
      command: {
        type: 'draft-story',
        storyId,
        communityKey: community,
        frameworkVersion,
        tellerPersonId: teller?.personId ?? null,
        title,
        narrative,
        steps: readSteps(steps),
      },
      ids: { storyId },
    });
    const story = await requireStory(store, tenant, String(ids['storyId']));
    return await reply
      .code(201)
      .header('location', `/v1/stories/${story.storyId}`)
      .header('etag', etagOf(story.version))
      .send(describeStory(story));
  });
}

function getStories(app: RouteApp, store: StoryStore): void {
  const schema = {
    tags,
    operationId: 'listStories',
    summary: 'List stories, oldest first',
    querystring: StoriesQuery,
    response: { 200: StoryPage, ...problemResponses(422) },
  };
  app.get('/v1/stories', { config: { scope: 'value:read' }, schema }, async (request, reply) => {
    const { tenant } = callerOf(request);
    const { community: communityKey = null, status = null } = request.query;
    const limit = readLimit(request.query);
    const [draftedAt, storyId] = readCursor(request.query, PLACE_OF_CURSOR) ?? [];
    const after = draftedAt === undefined || storyId === undefined ? null : { draftedAt, storyId };
    const page = { communityKey, status, after, limit: limit + 1 };
    const rows = await store.read(tenant, async (tx) => await listStories(tx, store.keyring, tenant, page));
    const { items, nextCursor } = cutPage(rows, limit, (row) => [row.draftedAt.toISOString(), row.storyId]);
    return await reply.send({ items: items.map(describeStory), nextCursor });
  });
}

function getStory(app: RouteApp, store: StoryStore): void {
  const schema = {
    tags,
    operationId: 'getStory',
    summary: 'Read a story',
    params: StoryParams,
    response: { 200: Story, ...problemResponses(404) },
  };
  app.get('/v1/stories/:storyId', { config: { scope: 'value:read' }, schema }, async (request, reply) => {
    const story = await requireStory(store, callerOf(request).tenant, request.params.storyId);
    return await reply.header('etag', etagOf(story.version)).send(describeStory(story));
  });
}

/** Runs a command of one story and answers the story as it is then. */
async function changeStory(
  store: StoryStore,
  request: FastifyRequest<{ Params: { storyId: string } }>,
  command: StoryCommand,
  expectedVersion: number | null,
): Promise<Story> {
  const { tenant } = callerOf(request);
  const { storyId } = request.params;
  const result = await store.handle(store.db, {
    tenant,
    streamId: storyStream(storyId),
    command,
    ...(expectedVersion === null ? {} : { expectedVersion }),
    meta: eventMetadataOf(request),
    project: projectEvents,
  });
  settleCommand(storyProblems, result);
  return describeStory(await requireStory(store, tenant, storyId));
}

function reviseStory(app: RouteApp, store: StoryStore): void {
  const schema = {
    tags,
    operationId: 'reviseStory',
    summary: 'Revise a draft: the whole telling',
    description:
      'A step that carries its stepId stays that step; one without is new; one that is left out goes.',
    params: StoryParams,
    headers: IfMatchHeaders,
    body: ReviseStoryBody,
    response: { 200: Story, ...problemResponses(404, 409, 412, 422, 428) },
  };
  app.put('/v1/stories/:storyId', { config: { scope: 'value:write' }, schema }, async (request, reply) => {
    const { title = null, narrative = null, steps } = request.body;
    const command: StoryCommand = { type: 'revise-story', title, narrative, steps: readSteps(steps) };
    const story = await changeStory(store, request, command, requireIfMatch(request));
    return await reply.header('etag', etagOf(story.version)).send(story);
  });
}

function submitStory(app: RouteApp, store: StoryStore): void {
  const schema = {
    tags,
    operationId: 'submitStory',
    summary: 'Submit a draft',
    description: 'Needs at least one step. The same again is answered 200 too.',
    params: StoryParams,
    headers: OptionalIfMatchHeaders,
    response: { 200: Story, ...problemResponses(404, 409, 412) },
  };
  app.post(
    '/v1/stories/:storyId/submit',
    { config: { scope: 'value:write' }, schema },
    async (request, reply) => {
      const story = await changeStory(store, request, { type: 'submit-story' }, readIfMatch(request));
      return await reply.header('etag', etagOf(story.version)).send(story);
    },
  );
}

function publishStory(app: RouteApp, store: StoryStore): void {
  const schema = {
    tags,
    operationId: 'publishStory',
    summary: 'Publish a submitted story',
    description: 'Needs the teller’s consent, which is recorded. The same again is answered 200 too.',
    params: StoryParams,
    headers: IfMatchHeaders,
    body: PublishStoryBody,
    response: { 200: Story, ...problemResponses(404, 409, 412, 422, 428) },
  };
  app.post(
    '/v1/stories/:storyId/publish',
    { config: { scope: 'value:write' }, schema },
    async (request, reply) => {
      const command: StoryCommand = { type: 'publish-story', consent: request.body.consent };
      const story = await changeStory(store, request, command, requireIfMatch(request));
      return await reply.header('etag', etagOf(story.version)).send(story);
    },
  );
}
