// What a command needs of its request besides the body: who asked and in which trace, and whether it may
// come twice.
import { callerOf } from '@copse/access';
import type { EventMetadata } from '@copse/event-store';
import { problem } from '@copse/http';
import type { References } from '@copse/personal-data';
import { normaliseInstant } from '@copse/instants';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { hashBody } from './body-hash.ts';
import { IDEMPOTENCY_KEPT_HOURS, type RepeatableRequest } from './idempotency-store.ts';

/** The headers of a creating command. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: `Any text of yours. The same request under the same key takes effect once, for ${IDEMPOTENCY_KEPT_HOURS} hours; another request under it is refused.`,
    }),
  ),
});

/** Who and what causes the events of this request. */
export function eventMetadataOf(request: FastifyRequest): EventMetadata {
  return { keyId: callerOf(request).keyId, traceparent: request.traceparent };
}

/**
 * The request as one that may be repeated; null where it carries no Idempotency-Key. `tenant` is the one whose
 * log it appends to, the caller's own unless an operator names another.
 */
export function repeatableRequestOf(
  request: FastifyRequest,
  references: References,
  tenant: string = callerOf(request).tenant,
): RepeatableRequest | null {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return null;
  const operation = `${request.method} ${request.routeOptions.url ?? ''}`;
  const bodyHash = hashBody(references, tenant, { params: request.params, body: request.body });
  return { tenant, operation, key, bodyHash };
}

/** An instant of the body in UTC with milliseconds; throws a 422 that names `pointer` where it is none. */
export function readInstant(text: string, pointer: string): string {
  const instant = normaliseInstant(text);
  if (instant !== null) return instant.text;
  const detail = `${pointer} is no day and time from 1900 to 2299: send RFC 3339 with an offset, such as 2026-03-02T09:30:00Z.`;
  throw problem({
    status: 422,
    code: 'instant-invalid',
    title: 'Not an instant',
    detail,
    errors: [{ in: 'body', pointer, code: 'instant-invalid', detail }],
  });
}
