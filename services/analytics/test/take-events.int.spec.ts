import { createLogger, createMetrics } from '@copse/observability';
import { EventsRefusedError, type ConsumedEvent } from '@copse/messaging';
import type { PublicEvent } from '@copse/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProjectionWriter, type ProjectionWriter } from '../src/consumers/projection-writer.ts';
import { takeApart, takeEvents, type ProjectedEvent } from '../src/consumers/take-events.ts';
import { createClickHouseReader } from '../src/store/clickhouse-reader.ts';
import { createAnalyticsHome, ENGINE_KINDS, type AnalyticsHome } from './analytics-home.ts';
import { createActivity } from './events.ts';

describe.each(ENGINE_KINDS)('events the engine itself refuses, on %s', (kind) => {
  let home: AnalyticsHome;
  let writer: ProjectionWriter;
  beforeAll(async () => {
    home = await createAnalyticsHome(kind);
    const logger = createLogger({ name: 'spec', level: 'silent' });
    writer = createProjectionWriter({
      connection: home.connection,
      logger,
      metrics: createMetrics({ processMetrics: false }),
    });
  });
  afterAll(async () => {
    await writer.close();
    await home.remove();
  });

  it('are named one by one, and their neighbours are in', async () => {
    const tenant = 'poisoned';
    const events = Array.from({ length: 100 }, () => createActivity({}, { tenant }));
    // Past every schema, as a fault in this program would be.
    const poisoned = new Set([3, 4, 77]);
    const batch = events.map((event, index) =>
      consume(poisoned.has(index) ? { ...event, id: 'no uuid' } : event, index),
    );
    const fault: unknown = await takeEvents(writer, batch).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(EventsRefusedError);
    const { refusals } = fault as EventsRefusedError;
    expect(refusals.map(({ event }) => Number(event.offset))).toEqual([3, 4, 77]);
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['refused-by-clickhouse']));
    expect(refusals[0]?.reason).not.toContain('no uuid');
    const reader = createClickHouseReader(home.connection);
    const sql = 'SELECT count() AS n FROM activities FINAL WHERE tenant = {tenant:String}';
    expect(await reader.read({ origin: 'spec', sql, parameters: { tenant } })).toEqual([{ n: 97 }]);
  });

  it('are nobody’s fault where the table is missing: nothing is put aside, the fault is passed on', async () => {
    await home.connection.client.command({ query: 'RENAME TABLE activities TO elsewhere' });
    const fault: unknown = await takeEvents(writer, [consume(createActivity(), 0)]).catch(
      (error: unknown) => error,
    );
    await home.connection.client.command({ query: 'RENAME TABLE elsewhere TO activities' });
    expect(fault).not.toBeInstanceOf(EventsRefusedError);
    expect(fault).toMatchObject({ code: '60' });
  });
});

function consume(event: PublicEvent, offset: number): ConsumedEvent<ProjectedEvent> {
  const projected = takeApart(event);
  if (projected.kind !== 'ok') throw new Error('this spec needs events that rows can be made of');
  const place = { topic: 'copse.activity', partition: 0, offset: BigInt(offset) };
  return { ...place, event: projected.value, key: null, value: Buffer.alloc(0) };
}
