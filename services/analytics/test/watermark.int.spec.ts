import { createLogger, createMetrics } from '@copse/observability';
import { TOPICS } from '@copse/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createProjectionWriter,
  type PartitionWatermark,
  type ProjectionWriter,
} from '../src/consumers/projection-writer.ts';
import { createClickHouseReader, type ClickHouseReader } from '../src/store/clickhouse-reader.ts';
import { readDataAsOf } from '../src/store/watermark.ts';
import { createAnalyticsHome, ENGINE_KINDS, type AnalyticsHome } from './analytics-home.ts';

const PARTITIONS = TOPICS.find((topic) => topic.name === 'copse.activity')?.partitions ?? 0;

describe.each(ENGINE_KINDS)('dataAsOf on %s', (kind) => {
  let home: AnalyticsHome;
  let writer: ProjectionWriter;
  let reader: ClickHouseReader;
  beforeEach(async () => {
    home = await createAnalyticsHome(kind);
    const logger = createLogger({ name: 'spec', level: 'silent' });
    const metrics = createMetrics({ processMetrics: false });
    writer = createProjectionWriter({ connection: home.connection, logger, metrics });
    reader = createClickHouseReader(home.connection);
  });
  afterEach(async () => {
    await writer.close();
    await home.remove();
  });

  it('is unknown, with a reason, until every partition has a watermark', async () => {
    expect(await readDataAsOf(reader, ['copse.activity'])).toEqual({
      dataAsOf: null,
      dataAsOfMs: null,
      reason: `no watermark yet for every partition of copse.activity (0 of ${PARTITIONS} partitions)`,
    });
    await mark(allPartitions('copse.activity').slice(1));
    expect((await readDataAsOf(reader, ['copse.activity'])).reason).toContain(
      `(${PARTITIONS - 1} of ${PARTITIONS} partitions)`,
    );
    await mark(allPartitions('copse.activity'));
    expect(await readDataAsOf(reader, ['copse.activity'])).toEqual({
      dataAsOf: '2026-03-02T10:00:00.000Z',
      dataAsOfMs: Date.UTC(2026, 2, 2, 10),
      reason: null,
    });
  });

  it('is the least over partitions and over the topics a figure reads', async () => {
    await mark(allPartitions('copse.activity'));
    await mark(allPartitions('copse.membership', '2026-03-02T09:00:00.000Z'));
    await mark([{ ...watermark('copse.activity', 7, '2026-03-02T11:00:00.250Z') }]);
    expect((await readDataAsOf(reader, ['copse.activity'])).dataAsOf).toBe('2026-03-02T10:00:00.000Z');
    expect((await readDataAsOf(reader, ['copse.activity', 'copse.membership'])).dataAsOf).toBe(
      '2026-03-02T09:00:00.000Z',
    );
    await mark(allPartitions('copse.activity', '2026-03-02T12:00:00.001Z'));
    expect((await readDataAsOf(reader, ['copse.activity'])).dataAsOf).toBe('2026-03-02T12:00:00.001Z');
  });

  it('only rises within an epoch, and a newer epoch wins over an older one', async () => {
    await mark(allPartitions('copse.activity', '2026-03-02T12:00:00.000Z'));
    // Delivered again, late.
    await mark(allPartitions('copse.activity', '2026-03-02T11:00:00.000Z'));
    expect((await readDataAsOf(reader, ['copse.activity'])).dataAsOf).toBe('2026-03-02T12:00:00.000Z');
    // Another relay took over, on a clock that is behind; then the old one speaks once more.
    await mark(
      allPartitions('copse.activity', '2026-03-02T11:30:00.000Z').map((one) =>
        Object.assign(one, { epoch: 2 }),
      ),
    );
    await mark(allPartitions('copse.activity', '2026-03-02T13:00:00.000Z'));
    expect((await readDataAsOf(reader, ['copse.activity'])).dataAsOf).toBe('2026-03-02T11:30:00.000Z');
  });

  async function mark(watermarks: readonly PartitionWatermark[]): Promise<void> {
    await writer.write([], watermarks);
  }
});

function allPartitions(topic: string, at = '2026-03-02T10:00:00.000Z'): readonly PartitionWatermark[] {
  return Array.from({ length: PARTITIONS }, (_, partition) => watermark(topic, partition, at));
}

function watermark(topic: string, partition: number, at: string): PartitionWatermark {
  return { topic, partition, source: 'copse/spec', epoch: 1, at };
}
