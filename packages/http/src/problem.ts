// Problem details (RFC 9457): every refusal has a code for programs, a sentence for people, and where it can,
// the place in the request that is wrong.
import { STATUS_CODES } from 'node:http';
import Type from 'typebox';

/** The media type of a problem. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Problem types are names and no addresses, so that they belong to no host. */
const PROBLEM_TYPE_PREFIX = 'urn:copse:problem:';

/** One thing that is wrong, and where. */
export const RequestFault = Type.Object(
  {
    in: Type.Enum(['body', 'query', 'path', 'header'], { description: 'The part of the request' }),
    pointer: Type.String({
      description: 'JSON pointer (RFC 6901) into that part; empty for the whole of it',
    }),
    code: Type.String({ description: 'What kind of fault it is, for programs' }),
    detail: Type.String({ description: 'What is wrong and what would be right, for people' }),
  },
  { title: 'RequestFault' },
);
export type RequestFault = Type.Static<typeof RequestFault>;

/** What every refused request is answered with; some codes bring members of their own. */
export const ProblemDetails = Type.Object(
  {
    type: Type.String({ description: 'urn:copse:problem:<code>' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: 'What is wrong here and what to do' }),
    instance: Type.Optional(
      Type.String({ description: 'urn:copse:trace:<trace id>, to be found in the logs' }),
    ),
    code: Type.String({ description: 'The kind of problem, for programs' }),
    errors: Type.Optional(Type.Array(RequestFault, { description: 'The first faults found, at most 20' })),
  },
  { title: 'ProblemDetails', additionalProperties: true },
);
export type ProblemDetails = Type.Static<typeof ProblemDetails>;

/** What a problem is made of. Members beyond these are sent as extensions. */
export interface ProblemInput {
  readonly status: number;
  /** Kebab-case, stable: programs depend on it. */
  readonly code: string;
  /** The same for every problem of this code; the status' own phrase unless given. */
  readonly title?: string;
  /** About this occurrence: what is wrong, where, what to do. */
  readonly detail: string;
  readonly errors?: readonly RequestFault[];
  /** Sent as `Retry-After` too. */
  readonly retryAfterSeconds?: number;
  readonly [extension: string]: unknown;
}

/** A refusal on its way to the edge: throw it from a handler or a hook. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly details: ProblemDetails;
  /** Headers the answer carries, such as `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(input: ProblemInput, headers: Readonly<Record<string, string>> = {}) {
    super(`${input.code}: ${input.detail}`);
    const { status, code, title, detail, ...extensions } = input;
    this.status = status;
    this.details = {
      type: `${PROBLEM_TYPE_PREFIX}${code}`,
      title: title ?? STATUS_CODES[status] ?? 'Problem',
      status,
      detail,
      code,
      ...extensions,
    } as ProblemDetails;
    const { retryAfterSeconds } = input;
    const retryAfter =
      retryAfterSeconds === undefined
        ? {}
        : { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) };
    this.headers = { ...retryAfter, ...headers };
  }
}

/** Builds a problem, and headers to send with it. */
export function problem(input: ProblemInput, headers?: Readonly<Record<string, string>>): Problem {
  return new Problem(input, headers);
}
