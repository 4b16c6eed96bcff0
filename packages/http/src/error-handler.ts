// Whatever goes wrong in a request leaves as a problem. Inside knowledge stays in the log: a 500 gives the
// trace to look for and nothing else.
import type { ErrorObject } from 'ajv';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { NETWORK_FAILURE_CODES, newTraceparent, parseTraceparent } from '@copse/observability';
import { PROBLEM_MEDIA_TYPE, Problem, problem, type RequestFault } from './problem.ts';
import { describeFaults, summariseFaults } from './request-faults.ts';

const PARTS: Readonly<Record<string, RequestFault['in']>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'header',
};

/** Failures of something a service needs, which pass by themselves or by its operator's hand: by the code of the driver or the operating system. */
const AWAY = new Set([
  ...NETWORK_FAILURE_CODES,
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  // The database asks for the same transaction again, or waited too long for others.
  '40001',
  '40P01',
  '55P03',
  '25P03',
  '57014',
  // It is out of room, memory or connections, or its disk fails.
  '53100',
  '53200',
  '53300',
  '58030',
  // It does not let the service in any more, or is not there.
  '28000',
  '28P01',
  '3D000',
  '57P01',
  '57P02',
  '57P03',
]);

/** Turns any error into the problem it is answered with. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return (
    fromValidation(error) ?? fromFramework(error) ?? fromOverload(error) ?? fromOutage(error) ?? unexpected()
  );
}

/** The app's error handler: answers, and logs what is no fault of the caller. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const answer = toProblem(error);
  if (answer.status >= 500) {
    const facts = {
      error,
      method: request.method,
      route: request.routeOptions.url,
      traceparent: request.traceparent,
    };
    if (answer.status === 500) request.log.error(facts, 'a request failed unexpectedly');
    else request.log.warn(facts, 'a request could not be served now');
  }
  if (answer.status === 413) readToItsEnd(request, reply);
  sendProblem(answer, request, reply);
}

/**
 * What is left of a refused body is read and thrown away, up to a bound. Closing instead would reset the
 * connection of a caller who is still sending: a gateway takes that for a service that is away, and says so.
 */
function readToItsEnd(request: FastifyRequest, reply: FastifyReply): void {
  const bytes = Number(request.headers['content-length']);
  if (bytes <= DISCARDED_BYTES_MAX) {
    reply.removeHeader('connection');
    request.raw.resume();
  }
}

const DISCARDED_BYTES_MAX = 67_108_864;

/** Answers with a problem. */
export function sendProblem(answer: Problem, request: FastifyRequest, reply: FastifyReply): void {
  // A request that was refused before any hook ran has no trace yet.
  const trace = parseTraceparent(request.traceparent || newTraceparent());
  const details =
    trace === null ? answer.details : { ...answer.details, instance: `urn:copse:trace:${trace.traceId}` };
  void reply
    .code(answer.status)
    .headers(answer.headers)
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(details));
}

function fromValidation(error: unknown): Problem | null {
  const { validation, validationContext } = error as Partial<FastifyError>;
  if (validation === undefined) return null;
  const part = PARTS[validationContext ?? 'body'] ?? 'body';
  const errors = describeFaults(part, validation as ErrorObject[]);
  if (errors.some((fault) => fault.pointer === '/if-match' && fault.code === 'missing'))
    return lacksIfMatch();
  return problem({
    status: 400,
    code: 'invalid-request',
    title: 'The request breaks its schema',
    detail: summariseFaults(part, errors),
    errors,
  });
}

/** A change without `If-Match`, which would overwrite unseen what others did. */
export function lacksIfMatch(): Problem {
  return problem({
    status: 428,
    code: 'if-match-required',
    detail: 'read the resource, and send its ETag as If-Match with the change',
  });
}

function fromFramework(error: unknown): Problem | null {
  const { code, statusCode, message } = error as Partial<FastifyError>;
  if (typeof code !== 'string' || !code.startsWith('FST_')) return null;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problem({
        status: 413,
        code: 'body-too-large',
        detail: 'the body is too large; send less at a time',
      });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_EMPTY_TYPE':
      return unsupportedMediaType();
    case 'FST_ERR_BAD_URL':
      return problem({
        status: 400,
        code: 'malformed-url',
        detail: 'the path is no valid URL; percent-encode it',
      });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return problem({
        status: 400,
        code: 'incomplete-body',
        detail: 'the body is not as long as Content-Length says',
      });
    default:
      if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return null;
      return problem({
        status: statusCode,
        code: 'malformed-request',
        detail: message ?? 'the request is malformed',
      });
  }
}

/** A body that is not JSON in UTF-8. */
export function unsupportedMediaType(): Problem {
  return problem({
    status: 415,
    code: 'unsupported-media-type',
    detail: 'send the body as application/json in UTF-8, with a matching Content-Type',
  });
}

/** Queues at their bounds throw errors that say when to come back. */
function fromOverload(error: unknown): Problem | null {
  const retryAfterSeconds =
    error instanceof Error && 'retryAfterSeconds' in error ? error.retryAfterSeconds : null;
  if (typeof retryAfterSeconds !== 'number') return null;
  return problem({
    status: 503,
    code: 'overloaded',
    title: 'Overloaded',
    detail: `nothing was stored; send the same request again in ${Math.ceil(retryAfterSeconds)} s`,
    retryAfterSeconds,
  });
}

function fromOutage(error: unknown): Problem | null {
  const causes = [error];
  for (let depth = 0; depth < 5; depth++)
    causes.push((causes.at(-1) as { cause?: unknown } | null | undefined)?.cause);
  const away = causes.some(
    (cause) => cause instanceof Error && 'code' in cause && AWAY.has(String(cause.code)),
  );
  if (!away) return null;
  return problem({
    status: 503,
    code: 'dependency-away',
    title: 'Something this needs is away',
    detail: 'a database or broker does not serve this now; send the same request again in a few seconds',
    retryAfterSeconds: 5,
  });
}

function unexpected(): Problem {
  return problem({
    status: 500,
    code: 'unexpected-failure',
    detail: 'something failed inside; nothing about it is told here, the instance finds it in the logs',
  });
}
