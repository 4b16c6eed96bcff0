import { randomUUID } from 'node:crypto';
import { generateApiKey, type GeneratedApiKey } from '@copse/access';
import { createHttpApp, type ServiceModule } from '@copse/http';
import type { Bus } from '@copse/messaging';
import { createLogger, createMetrics } from '@copse/observability';
import { eventually } from '@copse/testing';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAnalytics } from '../src/service.ts';
import { createAnalyticsHome, ENGINE_KINDS, type AnalyticsHome } from './analytics-home.ts';
import { createBusHome, type BusHome } from './bus-home.ts';
import { createActivity, createEvent, createKey, createRegistration } from './events.ts';

const logger = createLogger({ name: 'spec', level: 'silent' });

describe.each(ENGINE_KINDS)('analytics on %s', (kind) => {
  let home: AnalyticsHome;
  let topics: BusHome;
  let running: { module: ServiceModule; app: FastifyInstance } | null;
  let key: GeneratedApiKey;
  beforeEach(async () => {
    [home, topics] = await Promise.all([createAnalyticsHome(kind), createBusHome()]);
    running = null;
    key = generateApiKey();
    await topics.publish([createKey('issued', describeKey(key))]);
  });
  afterEach(async () => {
    await end();
    await Promise.all([home.remove(), topics.remove()]);
  });

  it('takes facts from the topics to figures, and says up to when they are complete', async () => {
    await begin();
    const [ana, bo] = [randomUUID(), randomUUID()];
    const members = [ana, bo].flatMap((personId) => [
      createEvent('copse.membership.identity-linked.v1', `person/${personId}`, {
        personId,
        identityId: personId,
        bot: false,
      }),
      createEvent('copse.membership.member-joined.v1', `member/c/${personId}`, {
        communityId: randomUUID(),
        communityKey: 'gardeners',
        personId,
        joinedAt: '2026-01-01T00:00:00.000Z',
      }),
    ]);
    const asked = createActivity({ act: 'ask', actor: { identityId: ana, bot: false } });
    await topics.publish([createRegistration(), ...members, asked, asked]);
    await topics.mark('2026-03-05T00:00:00.000Z');
    const health = await eventually(async () => {
      const report = await get('/v1/analytics/health');
      expect(report.body).toMatchObject({ dataAsOf: '2026-03-05T00:00:00.000Z' });
      return report.body;
    });
    expect(health).toMatchObject({
      dataAsOfUnknownBecause: null,
      counts: { activities: 1, communities: 1, people: 2, linkedIdentities: 2, memberships: 2, stories: 0 },
      unregisteredCommunities: [],
      deadLetters: { total: 0, byReason: [] },
    });
    const figure = await get(
      '/v1/analytics/communities/gardeners/indicators/participation-rate?from=2026-03-01&to=2026-04-01',
    );
    expect(figure.status).toBe(200);
    expect(JSON.stringify(figure.body)).toContain('"numerator":1,"denominator":2');
    expect(JSON.stringify(figure.body)).toContain('"dataAsOf":"2026-03-05T00:00:00.000Z"');
  });

  it('counts each activity once though commits were lost and everything came again', async () => {
    const activities = Array.from({ length: 200 }, (_, index) =>
      createActivity({ occurredAt: new Date(Date.UTC(2019, 0, index)).toISOString() }),
    );
    await topics.publish([createRegistration(), ...activities]);
    await topics.mark('2026-03-05T00:00:00.000Z');
    // Rows and watermarks are in; the process dies before any offset is committed.
    await begin({ bus: withoutCommits(topics.bus) });
    await reachWatermark('2026-03-05T00:00:00.000Z');
    await end();
    await topics.publish(activities.slice(0, 50));
    await topics.mark('2026-03-06T00:00:00.000Z');
    await begin();
    await reachWatermark('2026-03-06T00:00:00.000Z');
    await eventually(async () =>
      expect((await get('/v1/analytics/health')).body).toMatchObject({ counts: { activities: 200 } }),
    );
  });

  it('goes on where it stopped, and its watermark with it', async () => {
    await topics.publish([createActivity()]);
    await topics.mark('2026-03-05T00:00:00.000Z');
    await begin();
    await reachWatermark('2026-03-05T00:00:00.000Z');
    await end();
    await topics.publish([createActivity(), createActivity()]);
    await begin();
    await eventually(async () =>
      expect((await get('/v1/analytics/health')).body).toMatchObject({ counts: { activities: 3 } }),
    );
    await eventually(async () => {
      const { body } = await get('/v1/analytics/health');
      expect(body).toMatchObject({ dataAsOf: '2026-03-05T00:00:00.000Z' });
      expect(
        (body as { topics: { lagRecords: number }[] }).topics.map(({ lagRecords }) => lagRecords),
      ).toEqual([0, 0, 0]);
    });
  });

  it('puts poison aside by its reason, lists it, and takes in its neighbours', async () => {
    await begin();
    const tooOld = createActivity({ occurredAt: '1850-01-01T00:00:00.000Z' });
    const noInstant = createActivity({ occurredAt: '2026-02-30T00:00:00.000Z' });
    const subjectless = { ...createActivity(), data: { broken: true } };
    await topics.publish([createActivity(), tooOld, noInstant, subjectless, createActivity()]);
    await topics.publishBytes('copse.activity', 'x', Buffer.from('{not json'));
    await topics.mark('2026-03-05T00:00:00.000Z');
    await eventually(async () => {
      const { body } = await get('/v1/analytics/health');
      const { deadLetters, counts } = body as {
        deadLetters: { total: number; byReason: { step: string; code: string }[] };
        counts: { activities: number };
      };
      expect(counts.activities).toBe(2);
      expect(deadLetters.total).toBe(4);
      expect(deadLetters.byReason.map(({ step, code }) => `${step}/${code}`).toSorted()).toEqual([
        'handle/instant-out-of-range',
        'handle/no-instant',
        'parse/bad-json',
        'validate/schema',
      ]);
    });
  });

  it('lists communities that activities name and nobody registered, until they are', async () => {
    await begin();
    await topics.publish([
      createActivity({ community: 'bakers', occurredAt: '2026-03-01T00:00:00.000Z' }),
      createActivity({ community: 'bakers', occurredAt: '2026-03-03T00:00:00.000Z' }),
    ]);
    await eventually(async () =>
      expect((await get('/v1/analytics/health')).body).toMatchObject({
        unregisteredCommunities: [
          {
            community: 'bakers',
            activities: 2,
            firstOccurredAt: '2026-03-01T00:00:00.000Z',
            lastOccurredAt: '2026-03-03T00:00:00.000Z',
          },
        ],
      }),
    );
    await topics.publish([createRegistration({ key: 'bakers' })]);
    await eventually(async () =>
      expect((await get('/v1/analytics/health')).body).toMatchObject({ unregisteredCommunities: [] }),
    );
  });

  it('finds an activity by its reference, and never another tenant’s', async () => {
    await begin();
    const mine = createActivity();
    const foreign = createActivity({}, { tenant: 'other' });
    await topics.publish([mine, foreign]);
    await eventually(async () =>
      expect((await get(`/v1/analytics/activities/${mine.data.activityRef}`)).status).toBe(200),
    );
    expect((await get(`/v1/analytics/activities/${mine.data.activityRef}`)).body).toMatchObject({
      community: 'gardeners',
      communityRegistered: false,
      occurredAt: '2026-03-02T09:30:00.000Z',
      eventId: mine.id,
    });
    await eventually(async () =>
      expect((await get('/v1/analytics/health')).body).toMatchObject({ counts: { activities: 1 } }),
    );
    expect((await get(`/v1/analytics/activities/${foreign.data.activityRef}`)).status).toBe(404);
  });

  it('refuses a revoked key within two seconds', async () => {
    await begin();
    expect((await get('/v1/analytics/health')).status).toBe(200);
    const startedAt = performance.now();
    await topics.publish([createKey('revoked', { ...describeKey(key), status: 'revoked' })]);
    await eventually(async () => expect((await get('/v1/analytics/health')).status).toBe(401), {
      timeoutMs: 2000,
    });
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it('answers with keys and figures while the bus and its PostgreSQL are gone', async () => {
    await topics.publish([createRegistration(), createActivity({ act: 'ask' })]);
    await topics.mark('2026-03-05T00:00:00.000Z');
    await begin();
    await reachWatermark('2026-03-05T00:00:00.000Z');
    await end();
    await topics.remove();
    // A process that starts now, and has never heard of the key but from its own tables.
    await begin({ roles: ['http'] });
    const figure = await get(
      '/v1/analytics/communities/gardeners/indicators/active-members?from=2026-03-01&to=2026-04-01',
    );
    expect(figure.status).toBe(200);
    expect(JSON.stringify(figure.body)).toContain('"dataAsOf":"2026-03-05T00:00:00.000Z"');
    expect((await get('/v1/analytics/health')).body).toMatchObject({
      dataAsOf: '2026-03-05T00:00:00.000Z',
      topics: [{ lagRecords: null }, { lagRecords: null }, { lagRecords: null }],
    });
    await end();
    topics = await createBusHome();
  });

  it('refuses who has no key, and a key without the scope', async () => {
    const narrow = generateApiKey();
    await topics.publish([createKey('issued', { ...describeKey(narrow), scopes: ['activities:write'] })]);
    await begin();
    expect((await get('/v1/analytics/health', '')).status).toBe(401);
    await eventually(async () => expect((await get('/v1/analytics/health', narrow.key)).status).toBe(403));
  });

  async function begin(options: { bus?: Bus; roles?: ('http' | 'projector')[] } = {}): Promise<void> {
    const metrics = createMetrics({ processMetrics: false });
    const module = createAnalytics({
      clickhouse: home.connection,
      bus: topics.bus,
      logger,
      metrics,
      gathering: { maxWaitMs: 20 },
      ...options,
    });
    const app = await createHttpApp({
      title: 'spec',
      description: 'spec',
      version: '1',
      logger,
      metrics,
      modules: [module],
      docs: false,
    });
    running = { module, app };
    await module.start();
    await eventually(async () => expect((await get('/v1/analytics/indicators')).status).toBe(200));
  }
  async function end(): Promise<void> {
    const ending = running;
    running = null;
    await ending?.app.close();
    await ending?.module.stop();
  }
  async function get(url: string, credential = key.key): Promise<{ status: number; body: unknown }> {
    const headers = credential === '' ? {} : { authorization: `Bearer ${credential}` };
    const response = await running?.app.inject({ url, headers });
    return { status: response?.statusCode ?? 0, body: response?.json() };
  }
  async function reachWatermark(at: string): Promise<void> {
    await eventually(async () =>
      expect((await get('/v1/analytics/health')).body).toMatchObject({ dataAsOf: at }),
    );
  }
});

function describeKey(key: GeneratedApiKey): {
  keyId: string;
  secretHash: string;
  scopes: ('analytics:read' | 'activities:read')[];
} {
  return { keyId: key.keyId, secretHash: key.secretHash, scopes: ['analytics:read', 'activities:read'] };
}

/** A bus whose commits never arrive: as if the process died between the insert and the commit. */
function withoutCommits(bus: Bus): Bus {
  return {
    ...bus,
    subscribe: async (options) => {
      const subscription = await bus.subscribe(options);
      return { ...subscription, commit: async () => {} };
    },
  };
}
