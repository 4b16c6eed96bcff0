// The problems of a route, as its OpenAPI operation lists them.
import { STATUS_CODES } from 'node:http';
import { PROBLEM_MEDIA_TYPE, ProblemDetails } from './problem.ts';

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The request is malformed or breaks the schema; `errors` says where',
  401: 'No valid credential; see `WWW-Authenticate`',
  403: 'The credential lacks the scope this needs',
  404: 'There is no such thing, or it is not yours to see',
  409: 'It contradicts what is there already',
  412: 'It has changed since you read it: read it again and decide anew',
  413: 'The body is larger than this route takes',
  415: 'The body is not application/json in UTF-8',
  422: 'The request is well-formed, but the domain refuses it',
  428: 'Send `If-Match` with the ETag you read',
  429: 'Too many requests with this credential; see `Retry-After`',
  500: 'Something failed inside; `instance` finds it in the logs',
  501: 'This installation cannot do that',
  503: 'Not now: overloaded, or something it needs is away; see `Retry-After`',
};

/**
 * Response schemas of problems, to be spread into a route's `response`. What any route may answer (400, 401,
 * 403, 413, 415, 429, 500, 503) is added to every route by the app; name what is the route's own.
 */
export function problemResponses(...statuses: readonly number[]): object {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: MEANINGS[status] ?? STATUS_CODES[status] ?? 'Problem',
        content: { [PROBLEM_MEDIA_TYPE]: { schema: ProblemDetails } },
      },
    ]),
  );
}
