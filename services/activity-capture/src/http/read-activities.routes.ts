// Activities are read back one by one: what became of one, what was sent, and where it is on its way.
import { callerOf } from '@copse/access';
import { TOPIC_OF_CONTEXT } from '@copse/contracts';
import { problem, problemResponses } from '@copse/http';
import type { Bus } from '@copse/messaging';
import type { Keyring, References } from '@copse/personal-data';
import type { Database } from '@copse/postgres';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { activityStreamOf } from '../domain/activity/activity-stream.ts';
import { joinSent, type SealedPart } from '../domain/activity/sealed-part.ts';
import { findActivity, locateActivity, type RecordedActivity } from '../store/activity-reader.ts';
import { ActivityParams, StoredActivity } from './activities.schemas.ts';
import { ActivityTrace, TraceQuery } from './activity-trace.schemas.ts';
import type { Activity } from './activity.schemas.ts';
import { traceDeadLetters, traceTopic } from './topic-trace.ts';

const tags = ['activities'];

/** What the routes need. */
export interface ReadActivitiesDeps {
  readonly db: Database;
  readonly bus: Bus;
  readonly keyring: Pick<Keyring, 'unseal'>;
  readonly references: References;
  /** The name of the relay that sends what the log holds. */
  readonly relay: string;
}

/** The routes that read. */
export function createReadActivitiesRoutes(deps: ReadActivitiesDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    await app.register(createActivityRoute(deps));
    await app.register(createTraceRoute(deps));
  };
}

function createActivityRoute({ db, keyring }: ReadActivitiesDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/activities/:activityRef',
      {
        config: { scope: 'activities:read' },
        schema: {
          tags,
          operationId: 'getActivity',
          summary: 'Read an activity back',
          description:
            'What the activity became, without personal data. Keys with the scope `facts:read` also see what was sent.',
          params: ActivityParams,
          response: { 200: StoredActivity, ...problemResponses(404) },
        },
      },
      async (request) => {
        const { tenant, scopes } = callerOf(request);
        const { activityRef } = request.params;
        const recorded = await findActivity(db, tenant, activityRef);
        if (recorded === null) {
          const detail =
            'no activity of yours has this reference; it is made of the source and the id it was sent with';
          throw problem({ status: 404, code: 'activity-not-found', detail });
        }
        const { recordedAt, data } = recorded;
        const stored = { activityRef, recordedAt, activity: data };
        if (!scopes.has('facts:read')) return stored;
        return { ...stored, sent: await unsealSent(keyring, tenant, recorded) };
      },
    );
  };
}

/** What was sent; null once the key that opens it was destroyed. */
async function unsealSent(
  keyring: Pick<Keyring, 'unseal'>,
  tenant: string,
  recorded: RecordedActivity,
): Promise<Activity | null> {
  const { streamId, version, data, sealed } = recorded;
  if (sealed === null) return null;
  const identityId = data.actor?.identityId ?? null;
  const part = (await keyring.unseal(tenant, identityId, { streamId, version }, sealed)) as SealedPart | null;
  // It was checked before it was captured.
  return part === null ? null : (joinSent(data, part) as Activity);
}

function createTraceRoute({ db, bus, references, relay }: ReadActivitiesDeps): FastifyPluginAsyncTypebox {
  const topic = TOPIC_OF_CONTEXT.activity;
  return async (app) => {
    app.get(
      // A doubled colon is a literal one: the path is /v1/activities:trace.
      '/v1/activities::trace',
      {
        config: { scope: 'activities:read' },
        schema: {
          tags,
          operationId: 'traceActivity',
          summary: 'Find out where an activity is',
          description:
            'Follows one activity by its source and id: its place in the log, whether the relay has sent it, its records in the topic, ' +
            'and the dead letters about it. Meant for people who look for one activity; it reads a whole partition.',
          querystring: TraceQuery,
          response: { 200: ActivityTrace },
        },
      },
      async (request) => {
        const { tenant } = callerOf(request);
        const { source, id } = request.query;
        const activityRef = references.ofTenant(tenant).thing(source, id);
        const streamId = activityStreamOf(activityRef);
        // The log before the topic: what the relay is said to have sent is then found there.
        const location = await locateActivity(db, { tenant, activityRef, relay });
        const [records, deadLetters] = await Promise.all([
          traceTopic(bus, topic, tenant, streamId),
          traceDeadLetters(bus, tenant, streamId),
        ]);
        return {
          activityRef,
          log: location === null ? null : describeLocation(streamId, location),
          topic: records,
          deadLetters,
        };
      },
    );
  };
}

function describeLocation(
  streamId: string,
  location: NonNullable<Awaited<ReturnType<typeof locateActivity>>>,
): NonNullable<ActivityTrace['log']> {
  const { version, eventId, recordedAt, relayed } = location;
  const { incarnation, xid, pos } = location.position;
  return {
    streamId,
    version,
    eventId,
    recordedAt,
    position: { incarnation, xid: xid.toString(), pos: pos.toString() },
    relayed,
  };
}
