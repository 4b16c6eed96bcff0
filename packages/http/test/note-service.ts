// A small service for the specs of the edge: every kind of route, and no database.
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { createLogger, createMetrics, type Logger } from '@copse/observability';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { IfMatchHeaders, changedSince, etagOf, requireIfMatch } from '../src/etag.ts';
import { createHttpApp, type HttpAppOptions } from '../src/http-app.ts';
import { problem } from '../src/problem.ts';
import { problemResponses } from '../src/problem-responses.ts';
import type { DependencyHealth, ServiceModule } from '../src/service-module.ts';

/** What a route that fails inside must not tell. */
export const CANARY = 'canary-7f3a91';

const Note = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 50 }),
    count: Type.Optional(Type.Integer({ minimum: 0, default: 1 })),
    kind: Type.Optional(Type.Enum(['plain', 'bold'])),
    writtenOn: Type.Optional(
      Type.String({
        minLength: 10,
        pattern: '^\\d{4}-\\d{2}-\\d{2}$',
        'x-must-be': 'a day such as 2026-03-12',
      }),
    ),
    nested: Type.Optional(Type.Object({ inner: Type.String({ maxLength: 5 }) })),
  },
  { title: 'Note' },
);

const routes: ServiceModule['routes'] = async (app) => {
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();
  const config = { public: true };
  const params = Type.Object({ id: Type.Integer({ minimum: 1 }) });
  typed.post(
    '/v1/notes',
    { config, schema: { body: Note, response: { 200: Note } } },
    async ({ body }) => body,
  );
  typed.post(
    '/v1/notes::batch',
    { config, bodyLimit: 100, schema: { body: Type.Array(Note), response: { 200: Type.Array(Note) } } },
    async ({ body }) => body,
  );
  typed.get(
    '/v1/notes/:id',
    {
      config,
      schema: {
        params,
        querystring: Type.Object({ limit: Type.Optional(Type.Integer({ maximum: 9 })) }),
        response: {
          200: Type.Object({ id: Type.Integer(), limit: Type.Optional(Type.Integer()) }),
          ...problemResponses(404),
        },
      },
    },
    async ({ params: { id }, query }) => {
      if (id === 404)
        throw problem({ status: 404, code: 'no-such-note', detail: `there is no note ${id}`, id });
      return { id, ...query };
    },
  );
  typed.put(
    '/v1/notes/:id',
    {
      config,
      schema: {
        params,
        headers: IfMatchHeaders,
        body: Note,
        response: { 200: Note, ...problemResponses(412, 428) },
      },
    },
    async (request, reply) => {
      if (requireIfMatch(request) !== 3) throw changedSince(3);
      void reply.header('etag', etagOf(4));
      return request.body;
    },
  );
  typed.post(
    '/v1/failures/:kind',
    { config, schema: { params: Type.Object({ kind: Type.String() }) } },
    (request, reply) => {
      void reply.send(failureOf(request.params.kind));
    },
  );
};

function failureOf(kind: string): Error {
  if (kind === 'overloaded') return Object.assign(new Error('queue full'), { retryAfterSeconds: 2.2 });
  if (kind === 'away') {
    const refused = Object.assign(new Error(`connect ECONNREFUSED ${CANARY}`), { code: 'ECONNREFUSED' });
    return new Error('query failed', { cause: refused });
  }
  return new Error(`secret ${CANARY} at /etc/inside`);
}

/** The service; its dependencies are what a spec says they are. */
export function createNoteService(
  health: () => Promise<readonly DependencyHealth[]> = async () => [],
): ServiceModule {
  return { name: 'notes', routes, start: async () => {}, stop: async () => {}, health };
}

/** An app of the service. */
export async function createNoteApp(
  options: Partial<HttpAppOptions> & { readonly logger?: Logger } = {},
): Promise<FastifyInstance> {
  return await createHttpApp({
    title: 'Notes',
    description: 'A service of the specs',
    version: '1.2.3',
    logger: createLogger({ name: 'spec', level: 'silent' }),
    metrics: createMetrics({ processMetrics: false }),
    modules: [createNoteService()],
    ...options,
  });
}
