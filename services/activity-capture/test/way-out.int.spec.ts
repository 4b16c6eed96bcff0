// From the log to the topic, and how to find one activity on that way.
import { ActivityCaptured, recordKey, WatermarkMarker } from '@copse/contracts';
import { BusUnreachableError, type Bus } from '@copse/messaging';
import { eventually } from '@copse/testing';
import postgres from 'postgres';
import Value from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaptureApp, type CaptureApp, type TestKey } from './capture-app.ts';

let running: CaptureApp;
let writer: TestKey;
let busIsAway = false;

/** The bus with a cable that can be pulled: what is asked of it fails as when nobody answers. */
function withCable(bus: Bus): Bus {
  const requireCable = (): void => {
    if (busIsAway) throw new BusUnreachableError('the bus does not answer (the cable is pulled)');
  };
  return {
    ...bus,
    publish: async (topic, records) => {
      requireCable();
      await bus.publish(topic, records);
    },
    administration: {
      ...bus.administration,
      findByKey: async (topic, key, limit) => {
        requireCable();
        return await bus.administration.findByKey(topic, key, limit);
      },
    },
  };
}

beforeAll(async () => {
  running = await createCaptureApp({ wrapBus: withCable, limits: { backlogEventsMax: 50 } });
  writer = running.issueKey('t1', ['activities:write', 'activities:read']);
});

afterAll(async () => {
  await running.close();
});

let lastId = 0;

/** An activity nobody posted before. */
function compose(extra: object = {}): Record<string, unknown> {
  lastId += 1;
  const id = `<way-out-${lastId}@mail.example>`;
  return {
    source: 'mail',
    id,
    community: 'bridges',
    act: 'ask',
    occurredAt: '2026-03-12T17:00:45Z',
    actor: { id: 'ada' },
    ...extra,
  };
}

interface Trace {
  activityRef: string;
  log: {
    streamId: string;
    version: number;
    eventId: string;
    relayed: boolean;
    position: { xid: string };
  } | null;
  topic: { reachable: boolean; records: { partition: number; offset: string }[]; detail?: string };
  deadLetters: { reachable: boolean; letters: { code: string; reason: string; group: string }[] };
}

/** Follows one activity. */
async function trace(id: unknown, key = writer): Promise<Trace> {
  const answer = await running.get(
    key,
    `/v1/activities:trace?source=mail&id=${encodeURIComponent(String(id))}`,
  );
  expect(answer.statusCode).toBe(200);
  return answer.json<Trace>();
}

describe('the way out', () => {
  it('publishes an activity as a CloudEvent that fits the contract, under its stream’s key', async () => {
    const activity = compose();
    const { activityRef } = (await running.post(writer, '/v1/activities', activity)).json<{
      activityRef: string;
    }>();
    const [record] = await eventually(async () => {
      const found = await running.bus.administration.findByKey(
        'copse.activity',
        recordKey('t1', `activity/${activityRef}`),
        10,
      );
      expect(found).toHaveLength(1);
      return found;
    });
    const event = JSON.parse(record?.value?.toString() ?? '') as {
      type: string;
      tenantid: string;
      traceparent: string;
      data: unknown;
    };
    expect(event).toMatchObject({
      type: 'copse.activity.captured.v1',
      tenantid: 't1',
      source: 'copse/activity-capture',
      subject: `activity/${activityRef}`,
    });
    expect(event.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect([...Value.Errors(ActivityCaptured, event.data)]).toEqual([]);
  });

  it('announces every identity before the activities that hold it are past', async () => {
    const activity = compose({ actor: { id: 'newcomer' }, mentions: [{ id: 'newcomer-2' }] });
    await running.post(writer, '/v1/activities', activity);
    const owner = postgres(running.database.ownerUrl, { max: 1, onnotice: () => {} });
    try {
      const rows = await owner<
        { type: string; data: { identityId?: string; actor?: { identityId: string }; mentions?: string[] } }[]
      >`
        select type, data from event where tenant = 't1' order by xid, pos`;
      const sighted = new Set<string>();
      const unannounced: string[] = [];
      for (const { type, data } of rows) {
        if (type === 'identity-sighted') sighted.add(data.identityId ?? '');
        const named =
          type === 'identity-sighted' ? [] : [data.actor?.identityId ?? '', ...(data.mentions ?? [])];
        unannounced.push(...named.filter((id) => !sighted.has(id)));
      }
      expect([sighted.size >= 3, unannounced]).toEqual([true, []]);
    } finally {
      await owner.end();
    }
  });

  it('traces an activity through log and topic', async () => {
    const activity = compose();
    await running.post(writer, '/v1/activities', activity);
    const found = await eventually(async () => {
      const answer = await trace(activity['id']);
      expect(answer).toMatchObject({
        log: { version: 1, relayed: true },
        topic: { reachable: true },
        deadLetters: { reachable: true, letters: [] },
      });
      return answer;
    });
    expect(found.topic.records).toHaveLength(1);
    expect(found.log?.position.xid).toMatch(/^\d+$/);
  });

  it('traces nothing for what never came, and for what is another tenant’s', async () => {
    const activity = compose();
    await running.post(writer, '/v1/activities', activity);
    const foreigner = running.issueKey('t2', ['activities:read']);
    expect(await trace(activity['id'], foreigner)).toMatchObject({ log: null, topic: { records: [] } });
    expect(await trace('never')).toMatchObject({ log: null, topic: { records: [] } });
  });

  it('traces the dead letters about an activity', async () => {
    const activity = compose();
    const { activityRef } = (await running.post(writer, '/v1/activities', activity)).json<{
      activityRef: string;
    }>();
    const letter = {
      group: 'analytics',
      topic: 'copse.activity',
      partition: 3,
      offset: '17',
      step: 'validate',
      code: 'schema-violation',
      reason: '/data/act is unknown',
      keyBase64: null,
      valueBase64: null,
      at: '2026-03-12T17:00:45.000Z',
    };
    const key = recordKey('t1', `activity/${activityRef}`);
    await running.bus.publish('copse.dead-letters', [{ key, value: Buffer.from(JSON.stringify(letter)) }]);
    const { keyBase64: _key, valueBase64: _value, ...shown } = letter;
    expect((await trace(activity['id'])).deadLetters).toEqual({ reachable: true, letters: [shown] });
  });

  it('marks how far it has come in every partition', async () => {
    await eventually(async () => {
      const markers = await running.bus.administration.findByKey('copse.activity', 'copse-marker', 100);
      expect(
        markers.some(({ value }) => Value.Check(WatermarkMarker, JSON.parse(value?.toString() ?? ''))),
      ).toBe(true);
    });
  });
});

describe('while the bus is away', () => {
  it('goes on accepting up to the bound, answers 503 with Retry-After past it, and sends all when it is back', async () => {
    busIsAway = true;
    const accepted: unknown[] = [];
    const refused = await eventually(
      async () => {
        const activity = compose();
        const answer = await running.post(writer, '/v1/activities', activity);
        if (answer.statusCode === 201) accepted.push(activity['id']);
        expect(answer.statusCode).toBe(503);
        return answer;
      },
      { timeoutMs: 20_000 },
    );
    expect(accepted.length).toBeGreaterThan(50);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.json()).toMatchObject({ code: 'overloaded', status: 503 });
    const batch = await running.post(writer, '/v1/activities:batch', { activities: [compose()] });
    expect(batch.statusCode).toBe(503);
    expect(await trace(accepted[0])).toMatchObject({
      log: { relayed: false },
      topic: { reachable: false },
      deadLetters: { reachable: false },
    });
    expect((await running.get(writer, '/health/ready')).statusCode).toBe(200);
    busIsAway = false;
    await eventually(
      async () => {
        const last = await trace(accepted.at(-1));
        expect(last).toMatchObject({ log: { relayed: true }, topic: { reachable: true } });
        expect(last.topic.records.length).toBeGreaterThan(0);
        expect((await running.post(writer, '/v1/activities', compose())).statusCode).toBe(201);
      },
      { timeoutMs: 30_000 },
    );
    for (const id of accepted) expect((await trace(id)).topic.records.length).toBeGreaterThan(0);
  });
});
