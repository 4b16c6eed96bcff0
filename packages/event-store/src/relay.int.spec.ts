// The relay on a real log: nothing is lost, streams keep their order, and only one owner moves the cursor.
import { createLogger, createMetrics } from '@copse/observability';
import { eventually } from '@copse/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogDatabase, newEvent, type LogDatabase } from '../test/log-database.ts';
import { createRecordingBus, type RecordingBus } from '../test/recording-bus.ts';
import { appendEventsAlone } from './append-events.ts';
import { createRelay, type Relay, type RelayOptions } from './relay.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
let database: LogDatabase;
let bus: RecordingBus;
let relays: Relay[];

beforeEach(async () => {
  database = await createLogDatabase();
  bus = createRecordingBus();
  relays = [];
});
afterEach(async () => {
  for (const relay of relays) await relay.stop();
  await database.drop();
});

function createSpecRelay(options: Partial<RelayOptions> = {}): Relay {
  const relay = createRelay({
    connection: database.connection,
    bus,
    topic: 'copse.activity',
    source: 'copse/spec',
    publicTypes: { 'thing-happened': 'copse.thing.happened.v1', 'thing-noted': null },
    logger: createLogger({ name: 'spec', level: 'silent' }),
    metrics: createMetrics({ processMetrics: false }),
    markerIntervalMs: 50,
    leaseRetryMs: 50,
    ...options,
  });
  relays.push(relay);
  return relay;
}

async function append(streamId: string, expectedVersion: number, type = 'thing-happened'): Promise<void> {
  const events = [newEvent({ 'naïve "quotes"': [1, null] }, type)];
  const meta = { traceparent: TRACEPARENT };
  const result = await appendEventsAlone(database.connection.sql, { tenant: 'tenant-a', streamId, expectedVersion, events, meta });
  expect(result.appended).toBe(true);
}

describe('the relay', () => {
  it('sends a recorded event as a CloudEvent under the key of its stream', async () => {
    await append('thing/ü"1', 0);
    await createSpecRelay().start();
    await eventually(() => expect(bus.events()).toHaveLength(1));
    const [record] = bus.events();
    expect(record?.topic).toBe('copse.activity');
    expect(record?.key).toBe('tenant-a/thing/ü"1');
    expect(record?.value).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      source: 'copse/spec',
      type: 'copse.thing.happened.v1',
      subject: 'thing/ü"1',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      datacontenttype: 'application/json',
      tenantid: 'tenant-a',
      streamversion: 1,
      traceparent: TRACEPARENT,
      data: { 'naïve "quotes"': [1, null] },
    });
  });
});
