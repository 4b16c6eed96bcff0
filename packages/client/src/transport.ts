// One request with its retries. 429 and 503 mean nothing was done and are tried again always; a lost
// answer, or a fault of the server, only where the request may be repeated without harm.
import { setTimeout as delay } from 'node:timers/promises';
import { CopseProblemError, CopseUnreachableError, parseProblem } from './problem.ts';
import {
  computeRetryDelay,
  DEFAULT_RETRY,
  isRetryableStatus,
  isServerFault,
  parseRetryAfter,
  type RetryOptions,
} from './retry.ts';

export interface TransportOptions {
  /** Where the server is, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** An API key, sent as `Authorization: Bearer`. */
  readonly key: string;
  readonly retry?: Partial<RetryOptions>;
  /** For one attempt, the whole answer included. Default 30,000. */
  readonly timeoutMs?: number;
  /** Hears of every pause before another attempt. */
  readonly onRetry?: (event: { reason: string; attempt: number; delayMs: number }) => void;
}

export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** JSON, or text that is JSON already. */
  readonly body?: unknown;
  readonly bodyText?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Doing it twice is as good as once. Default: true but for POST. */
  readonly repeatable?: boolean;
}

export interface TransportResponse<T> {
  readonly status: number;
  readonly body: T;
  readonly etag: string | null;
  /** The server's clock when it answered, cut to the second; null where it did not say. */
  readonly servedAtMs: number | null;
}

export interface Transport {
  /** Rejects with CopseProblemError (the server refused) or CopseUnreachableError (no answer). */
  request<T>(request: TransportRequest): Promise<TransportResponse<T>>;
}

type Attempt<T> =
  | { outcome: 'answered'; response: TransportResponse<T> }
  | { outcome: 'refused'; error: CopseProblemError; retryAfterMs: number | null }
  | { outcome: 'lost'; error: CopseUnreachableError };

export function createTransport(options: TransportOptions): Transport {
  const retry = { ...DEFAULT_RETRY, ...options.retry };
  const timeoutMs = options.timeoutMs ?? 30_000;

  async function attemptOnce<T>(request: TransportRequest): Promise<Attempt<T>> {
    const url = composeUrl(options.url, request);
    const hasBody = request.body !== undefined || request.bodyText !== undefined;
    try {
      const response = await fetch(url, {
        method: request.method,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          authorization: `Bearer ${options.key}`,
          accept: 'application/json, application/problem+json',
          ...(hasBody ? { 'content-type': 'application/json' } : {}),
          ...request.headers,
        },
        ...(hasBody ? { body: request.bodyText ?? JSON.stringify(request.body) } : {}),
      });
      return await readAnswer<T>(request.method, url, response);
    } catch (error) {
      return { outcome: 'lost', error: describeLoss(request.method, url, error) };
    }
  }

  async function sendWithRetries<T>(what: TransportRequest): Promise<TransportResponse<T>> {
    const repeatable = what.repeatable ?? what.method !== 'POST';
    for (let attempt = 1; ; attempt += 1) {
      const result = await attemptOnce<T>(what);
      if (result.outcome === 'answered') return result.response;
      const mayRepeat = isWorthRepeating(result, repeatable);
      const retryAfterMs = result.outcome === 'refused' ? result.retryAfterMs : null;
      const delayMs = mayRepeat ? computeRetryDelay(retry, attempt, retryAfterMs, Math.random()) : null;
      if (delayMs === null) throw result.error;
      options.onRetry?.({ reason: result.error.message, attempt, delayMs });
      await delay(delayMs);
    }
  }

  return { request: sendWithRetries };
}

function isWorthRepeating(
  failure: { outcome: 'refused'; error: CopseProblemError } | { outcome: 'lost' },
  repeatable: boolean,
): boolean {
  if (failure.outcome === 'lost') return repeatable;
  return isRetryableStatus(failure.error.status) || (repeatable && isServerFault(failure.error.status));
}

async function readAnswer<T>(method: string, url: string, response: Response): Promise<Attempt<T>> {
  const text = await response.text();
  if (!response.ok) {
    const error = new CopseProblemError(method, url, parseProblem(response.status, text));
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), Date.now());
    return { outcome: 'refused', error, retryAfterMs };
  }
  const body = (text === '' ? undefined : JSON.parse(text)) as T;
  return {
    outcome: 'answered',
    response: {
      status: response.status,
      body,
      etag: response.headers.get('etag'),
      servedAtMs: readDate(response.headers),
    },
  };
}

function readDate(headers: Headers): number | null {
  const servedAtMs = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(servedAtMs) ? null : servedAtMs;
}

function composeUrl(base: string, request: TransportRequest): string {
  const url = new URL(request.path, base);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.toString();
}

function describeLoss(method: string, url: string, error: unknown): CopseUnreachableError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new CopseUnreachableError(
    `${method} ${url} got no answer (${reason}); is a Copse server running there? Start one with "copse start"`,
    { cause: error },
  );
}
