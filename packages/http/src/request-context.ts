// What every request carries and leaves behind: its trace, and one observation of how long it took.
import type { FastifyInstance } from 'fastify';
import { childTraceparent, type Metrics } from '@copse/observability';
import { problem, type Problem } from './problem.ts';

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Decorates requests and observes answers. */
export function registerRequestContext(app: FastifyInstance, metrics: Metrics): void {
  const duration = metrics.histogram({
    name: 'copse_http_request_duration_seconds',
    help: 'Time from the request’s head to the answer’s end',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
  });
  app.decorateRequest('caller', null);
  app.decorateRequest('traceparent', '');
  app.decorateRequest('bodyMayHide', true);
  app.addHook('onRequest', (request, _reply, done) => {
    const given = request.headers['traceparent'];
    request.traceparent = childTraceparent(typeof given === 'string' ? given : undefined);
    done(request.url.includes('%00') ? nulInUrl() : undefined);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    duration.observe(labels, reply.elapsedTime / 1_000);
    done();
  });
}

/** PostgreSQL holds no NUL in a text, so none gets in by a path or a query either. */
function nulInUrl(): Problem {
  return problem({
    status: 400,
    code: 'nul-character',
    detail: 'the URL holds the character NUL (%00); take it out',
  });
}
