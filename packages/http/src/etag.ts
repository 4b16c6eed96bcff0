// Optimistic concurrency at the edge: a resource's ETag is its stream's version, a change names it back.
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { lacksIfMatch } from './error-handler.ts';
import { problem } from './problem.ts';

/** Header schema of routes that change what the caller has read. A request without it is answered 428. */
export const IfMatchHeaders = Type.Object({
  'if-match': Type.String({
    pattern: '^"[1-9][0-9]{0,14}"$',
    description: 'The ETag of the version you read',
    examples: ['"3"'],
  }),
});

/** A version as an ETag: `"3"`. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** The version a change was decided on. Throws 428 without `If-Match`, 400 where it is no ETag of ours. */
export function requireIfMatch(request: FastifyRequest): number {
  const text = request.headers['if-match'];
  if (text === undefined) throw lacksIfMatch();
  const [, version] = /^"([1-9][0-9]{0,14})"$/.exec(text) ?? [];
  if (version !== undefined) return Number(version);
  throw problem({
    status: 400,
    code: 'malformed-if-match',
    detail: 'If-Match must be one ETag as it was sent, such as "3", in its double quotes',
  });
}

/** What a caller is told who decided on a version that is no longer the newest. */
export function changedSince(actualVersion: number): ReturnType<typeof problem> {
  return problem(
    {
      status: 412,
      code: 'changed-since',
      detail: `it is at version ${actualVersion} by now: read it again and decide anew`,
      actualVersion,
    },
    { etag: etagOf(actualVersion) },
  );
}
