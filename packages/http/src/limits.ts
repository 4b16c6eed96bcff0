// What keeps one caller from taking everybody's share: a rate per credential, and refusing work while the
// event loop cannot keep up.
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { handleError } from './error-handler.ts';
import { watchEventLoop } from './event-loop-watch.ts';
import { Problem, problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether requests are refused for now, because the event loop cannot keep up. */
    isUnderPressure(): boolean;
  }
}

/** How much one credential (or, without one, one address) may ask. */
export interface RateLimitOptions {
  readonly requestsMax: number;
  readonly windowMs: number;
}

/** High: it stops a runaway loop, not a diligent importer. */
const DEFAULT_RATE: RateLimitOptions = { requestsMax: 6_000_000, windowMs: 60_000 };

/** High: many callers may share a gateway's address, and one of them may try an old key again and again. */
const DEFAULT_FAILURES: RateLimitOptions = { requestsMax: 600, windowMs: 60_000 };

/** The event loop's mean delay past which new work is refused. */
const EVENT_LOOP_DELAY_MAX_MS = 2_000;

/** Registers both limits; each refusal carries `Retry-After`. */
export async function registerLimits(
  app: FastifyInstance,
  rate: RateLimitOptions = DEFAULT_RATE,
): Promise<void> {
  refuseWhileLate(app);
  await app.register(rateLimit, {
    max: rate.requestsMax,
    timeWindow: rate.windowMs,
    // After the guard knows the caller and before a body is read.
    hook: 'preParsing',
    enableDraftSpec: true,
    keyGenerator: (request) => request.caller?.keyId ?? request.ip,
    errorResponseBuilder: (_request, context) =>
      problem({
        status: 429,
        code: 'too-many-requests',
        detail: `this credential may send ${context.max} requests in ${rate.windowMs} ms; wait and go on`,
        retryAfterSeconds: context.ttl / 1_000,
      }),
  });
}

/** Operators are answered all the same: they ask why. */
function refuseWhileLate(app: FastifyInstance): void {
  const watch = watchEventLoop();
  const isLate = (): boolean => watch.meanDelayMs() > EVENT_LOOP_DELAY_MAX_MS;
  app.decorate('isUnderPressure', isLate);
  app.addHook('onClose', async () => watch.stop());
  app.addHook('onRequest', (request, _reply, done) => {
    const isRefused = isLate() && request.routeOptions.config.rateLimit !== false;
    done(isRefused ? tooLate() : undefined);
  });
}

function tooLate(): Problem {
  return problem({
    status: 503,
    code: 'overloaded',
    title: 'Overloaded',
    detail: 'nothing was stored; send the same request again in a few seconds',
    retryAfterSeconds: 5,
  });
}

/**
 * The app's error handler, which counts refused credentials by address: past the limit they are answered 429.
 * Good credentials of the same address go on being served, or anybody could shut a whole gateway out.
 */
export function createLimitingErrorHandler(app: FastifyInstance, rate = DEFAULT_FAILURES) {
  const count = app.createRateLimit({
    max: rate.requestsMax,
    timeWindow: rate.windowMs,
    keyGenerator: (request) => `failures of ${request.ip}`,
  });
  const limit = async (error: Problem, request: FastifyRequest): Promise<Problem> => {
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return error;
    return problem({
      status: 429,
      code: 'too-many-failed-credentials',
      detail: `this address may send ${rate.requestsMax} refused credentials in ${rate.windowMs} ms; wait, and send a valid API key`,
      retryAfterSeconds: counted.ttlInSeconds,
    });
  };
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const isRefused = error instanceof Problem && error.status === 401;
    handleError(isRefused ? await limit(error, request) : error, request, reply);
  };
}
