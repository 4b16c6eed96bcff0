// Activities come in, one or a thousand at a time.
import { callerOf } from '@copse/access';
import { UnstorableRowError, type BatchOutcome } from '@copse/event-store';
import { problemResponses, registerJsonRowsBody } from '@copse/http';
import type { Logger } from '@copse/observability';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { RuleContext } from '../domain/activity/activity-rules.ts';
import type { Capture, CaptureContext, CaptureResult } from '../ingest/capture.ts';
import type { CaptureMetrics, CountedOutcome } from '../ingest/capture-metrics.ts';
import { AcceptedActivity, ActivityBatch, ActivityBatchResult } from './activities.schemas.ts';
import { Activity } from './activity.schemas.ts';
import { createItemCheck, describeConflict, describeUnstorable, findRuleProblem } from './activity-check.ts';
import { composeBatchResults } from './batch-results.ts';

const tags = ['activities'];

/** Bytes of a body with one activity, and of a batch. */
const ACTIVITY_BYTES_MAX = 1_048_576;
const BATCH_BYTES_MAX = 8 * 1_048_576;

/** What the routes need. */
export interface PostActivitiesDeps {
  readonly capture: Capture;
  /** Throws OverloadedError while nothing more may come in. */
  readonly refuseOverload: () => void;
  /** How far ahead of ours an app's clock may run. */
  readonly futureSkewMs: number;
  readonly metrics: CaptureMetrics;
  readonly logger: Logger;
}

/** The routes that take activities in. */
export function createPostActivitiesRoutes(deps: PostActivitiesDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    // Before a body is read: what cannot be stored need not be parsed.
    app.addHook('preParsing', (_request, _reply, _payload, done) => {
      deps.refuseOverload();
      done();
    });
    await app.register(createSingleRoute(deps));
    await app.register(createBatchRoute(deps));
  };
}

function createSingleRoute(deps: PostActivitiesDeps): FastifyPluginAsyncTypebox {
  const { capture, metrics } = deps;
  return async (app) => {
    app.post(
      '/v1/activities',
      {
        bodyLimit: ACTIVITY_BYTES_MAX,
        config: { scope: 'activities:write' },
        schema: {
          tags,
          operationId: 'postActivity',
          summary: 'Record an activity',
          description:
            'Answered 201 once it is durable. `source` and `id` make it unique: sent again with the same content it is answered 200 and counts once; ' +
            'with another content it is refused with 409. After a time-out or a 5xx, send it again: nothing is counted twice.',
          body: Activity,
          response: { 201: AcceptedActivity, 200: AcceptedActivity, ...problemResponses(409, 422) },
        },
      },
      async (request, reply) => {
        const refusal = findRuleProblem(request.body, ruleContextOf(deps));
        if (refusal !== null) {
          metrics.count('refused');
          throw refusal;
        }
        const { activityRef, outcome } = await capture
          .one(captureContextOf(request), request.body)
          .catch((error: unknown) => {
            if (!(error instanceof UnstorableRowError)) throw error;
            metrics.count('failed');
            logUnstorable(deps, request, error.message);
            throw describeUnstorable();
          });
        metrics.count(outcome);
        if (outcome === 'conflict') throw describeConflict(activityRef);
        return await reply
          .code(outcome === 'created' ? 201 : 200)
          .header('location', `/v1/activities/${activityRef}`)
          .send({ activityRef, status: outcome });
      },
    );
  };
}

function createBatchRoute(deps: PostActivitiesDeps): FastifyPluginAsyncTypebox {
  const { capture, metrics } = deps;
  const checkItem = createItemCheck();
  return async (app) => {
    registerJsonRowsBody(app);
    app.post(
      // A doubled colon is a literal one: the path is /v1/activities:batch.
      '/v1/activities::batch',
      {
        bodyLimit: BATCH_BYTES_MAX,
        config: { scope: 'activities:write' },
        // The results are composed here, member by member; a serializer made from the schema takes four times as long.
        serializerCompiler: () => JSON.stringify,
        schema: {
          tags,
          operationId: 'postActivityBatch',
          summary: 'Record up to 1,000 activities',
          description:
            'Every activity has a result of its own, in the order sent: what is wrong with one does not touch the others. ' +
            'Answered 200 once all that were accepted are durable. A 429 or 503 is about the whole batch: nothing of it may be stored, send it again.',
          body: ActivityBatch,
          response: { 200: ActivityBatchResult },
        },
      },
      async (request) => {
        const context = { ...ruleContextOf(deps), mayHide: request.bodyMayHide };
        const items = request.body.activities.map((item, index) => checkItem(item, index, context));
        const activities = items.flatMap((item) => ('activity' in item ? [item.activity] : []));
        const captured = await capture.many(captureContextOf(request), activities);
        metrics.count('refused', items.length - activities.length);
        countOutcomes(metrics, captured);
        for (const { outcome } of captured)
          if (typeof outcome === 'object') logUnstorable(deps, request, outcome.failed);
        return { results: composeBatchResults(items, captured) };
      },
    );
  };
}

/** Counts a batch by what became of its items: a counter is looked up by its label, so once for each and not once an item. */
function countOutcomes(metrics: CaptureMetrics, captured: readonly CaptureResult<BatchOutcome>[]): void {
  const counts = new Map<CountedOutcome, number>();
  for (const { outcome } of captured) {
    const counted = typeof outcome === 'string' ? outcome : 'failed';
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
  }
  for (const [outcome, count] of counts) metrics.count(outcome, count);
}

function logUnstorable({ logger }: PostActivitiesDeps, request: FastifyRequest, reason: string): void {
  logger.error({ reason, traceparent: request.traceparent }, 'an activity cannot be stored');
}

function ruleContextOf({ futureSkewMs }: PostActivitiesDeps): RuleContext {
  return { nowMs: Date.now(), futureSkewMs };
}

function captureContextOf(request: FastifyRequest): CaptureContext {
  const { tenant, keyId } = callerOf(request);
  return { tenant, meta: { traceparent: request.traceparent, keyId } };
}
