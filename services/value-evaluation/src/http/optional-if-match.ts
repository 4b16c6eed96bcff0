// A change that overwrites nothing may go without If-Match; where it is sent, it is heeded.
import { IfMatchHeaders, requireIfMatch } from '@copse/http';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';

/** The header schema of such a route. */
export const OptionalIfMatchHeaders = Type.Partial(IfMatchHeaders);

/** The version the caller decided on; null where they sent none. */
export function readIfMatch(request: FastifyRequest): number | null {
  return request.headers['if-match'] === undefined ? null : requireIfMatch(request);
}
