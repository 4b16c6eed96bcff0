import { createLogger, createMetrics } from '@copse/observability';
import type { PublicEvent } from '@copse/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectEvent } from '../src/consumers/project-event.ts';
import { createProjectionWriter, type ProjectionWriter } from '../src/consumers/projection-writer.ts';
import { createClickHouseAccessDirectory } from '../src/store/access-directory.ts';
import { createClickHouseReader, type ClickHouseReader } from '../src/store/clickhouse-reader.ts';
import { createAnalyticsHome, ENGINE_KINDS, type AnalyticsHome } from './analytics-home.ts';
import { createKey } from './events.ts';

describe.each(ENGINE_KINDS)('the access directory on %s', (kind) => {
  let home: AnalyticsHome;
  let writer: ProjectionWriter;
  let reader: ClickHouseReader;
  beforeAll(async () => {
    home = await createAnalyticsHome(kind);
    const logger = createLogger({ name: 'spec', level: 'silent' });
    const metrics = createMetrics({ processMetrics: false });
    writer = createProjectionWriter({ connection: home.connection, logger, metrics });
    reader = createClickHouseReader(home.connection);
  });
  afterAll(async () => {
    await writer.close();
    await home.remove();
  });

  it('gives a key’s whole newest state, however its events arrive, and nothing for an unknown key', async () => {
    const issued = createKey('issued', {
      keyId: 'aaaaaaaaaaaaaaaa',
      scopes: ['analytics:read', 'facts:read'],
      expiresAt: '2027-01-02T03:04:05.678Z',
    });
    const revoked = createKey('revoked', { ...issued.data, status: 'revoked', expiresAt: null });
    const directory = createClickHouseAccessDirectory({ reader });
    expect(await directory.find('bbbbbbbbbbbbbbbb')).toBeNull();
    await take([issued]);
    expect(await directory.find('aaaaaaaaaaaaaaaa')).toEqual(issued.data);
    await take([revoked, issued, revoked]);
    expect(await createClickHouseAccessDirectory({ reader }).find('aaaaaaaaaaaaaaaa')).toEqual(revoked.data);
  });

  it('asks again after its age, so that a revocation taken in elsewhere is effective', async () => {
    const issued = createKey('issued', { keyId: 'cccccccccccccccc' });
    let nowMs = 0;
    const directory = createClickHouseAccessDirectory({ reader, maxAgeMs: 1000, now: () => nowMs });
    await take([issued]);
    expect((await directory.find('cccccccccccccccc'))?.status).toBe('active');
    await take([createKey('revoked', { keyId: 'cccccccccccccccc' })]);
    nowMs = 999;
    expect((await directory.find('cccccccccccccccc'))?.status).toBe('active');
    nowMs = 1000;
    expect((await directory.find('cccccccccccccccc'))?.status).toBe('revoked');
  });

  it('believes what it has just heard, and never an older state after a newer one', async () => {
    const directory = createClickHouseAccessDirectory({ reader, maxAgeMs: Infinity });
    const issued = createKey('issued', { keyId: 'dddddddddddddddd' });
    const revoked = createKey('revoked', { keyId: 'dddddddddddddddd' });
    directory.learn(revoked.data, 2);
    directory.learn(issued.data, 1);
    expect((await directory.find('dddddddddddddddd'))?.status).toBe('revoked');
  });

  it('forgets no known key, however many ids are guessed', async () => {
    const directory = createClickHouseAccessDirectory({
      reader: { read: async () => [] },
      maxEntries: 2,
      maxAgeMs: Infinity,
    });
    directory.learn(createKey('issued', { keyId: 'eeeeeeeeeeeeeeee' }).data, 1);
    for (const keyId of ['1111111111111111', '2222222222222222', '3333333333333333'])
      expect(await directory.find(keyId)).toBeNull();
    expect((await directory.find('eeeeeeeeeeeeeeee'))?.status).toBe('active');
  });

  it('keeps no more entries than its bound', async () => {
    let reads = 0;
    const counting: ClickHouseReader = {
      read: async (query) => {
        reads += 1;
        return await reader.read(query);
      },
    };
    const directory = createClickHouseAccessDirectory({
      reader: counting,
      maxEntries: 2,
      maxAgeMs: Infinity,
    });
    for (const keyId of ['1111111111111111', '2222222222222222', '3333333333333333'])
      await directory.find(keyId);
    await directory.find('3333333333333333');
    expect(reads).toBe(3);
    await directory.find('1111111111111111');
    expect(reads).toBe(4);
  });

  async function take(events: readonly PublicEvent[]): Promise<void> {
    await writer.write(events.flatMap(projectEvent), []);
  }
});
