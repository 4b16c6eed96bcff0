// A change that overwrites nothing may go without If-Match; where it is sent, it is heeded (RFC 9110, 13.1.1).
import { problem } from '@copse/http';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';

/** The header schema of such a route. */
export const OptionalIfMatchHeaders = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'The ETag of the version you read, or * for whichever there is. May be left out.',
      examples: ['"3"'],
    }),
  ),
});

/** The version the caller decided on; null where any will do. An ETag we never gave is nobody's version: 412. */
export function readIfMatch(request: FastifyRequest): number | null {
  const text = request.headers['if-match'];
  if (text === undefined || text === '*') return null;
  const [, version] = /^"([1-9]\d{0,14})"$/.exec(text) ?? [];
  if (version !== undefined) return Number(version);
  throw problem({
    status: 412,
    code: 'changed-since',
    detail: 'If-Match is no ETag of this story: send the one you read, or leave the header out',
  });
}
