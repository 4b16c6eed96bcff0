// A process that could not seal must not take anything in: it says so at its start, not at the first post. One
// that only cannot tell takes everything in.
import { BusUnreachableError, createEmbeddedBus } from '@copse/messaging';
import { createLogger, createMetrics } from '@copse/observability';
import { connectPostgres } from '@copse/postgres';
import { acquirePostgres } from '@copse/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createActivityCapture } from '../src/index.ts';
import { createCaptureApp } from './capture-app.ts';
import { createCaptureDatabase, type CaptureDatabase } from './capture-database.ts';

let database: CaptureDatabase;
beforeAll(async () => {
  database = await createCaptureDatabase();
});
afterAll(async () => await database.drop());

async function startOver(keysUrl: string): Promise<void> {
  const { connection, masterKey } = database;
  const logger = createLogger({ name: 'spec', level: 'silent' });
  const keysConnection = connectPostgres({ url: keysUrl, applicationName: 'spec', maxConnections: 1 });
  const capture = createActivityCapture({
    connection,
    keysConnection,
    masterKey,
    bus: createEmbeddedBus({ connection, logger, retentionIntervalMs: null }),
    directory: { find: async () => null },
    logger,
    metrics: createMetrics({ processMetrics: false }),
  });
  try {
    await capture.start();
  } finally {
    await capture.stop();
    await keysConnection.close();
  }
}

it('capture does not start over a keys database that does not let it in, or lacks its tables', async () => {
  const wrong = new URL(database.keysOwnerUrl);
  wrong.password = 'wrong';
  await expect(startOver(wrong.href)).rejects.toThrow(/refuses the password of role/);
  const empty = await (await acquirePostgres()).createDatabase('capture_no_keys');
  await expect(startOver(empty.url)).rejects.toThrow(/lacks identity_keys\/0000: run "copse migrate"/);
  await empty.drop();
});

it('capture starts and takes activities in while the bus answers nothing at all', async () => {
  const silence = Promise.withResolvers<never>();
  const startedAt = performance.now();
  const running = await createCaptureApp({
    wrapBus: (bus) => ({
      ...bus,
      publish: async () => await Promise.reject(new BusUnreachableError('no broker')),
      administration: { ...bus.administration, missingTopics: async () => await silence.promise },
    }),
  });
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  const writer = running.issueKey('t1', ['activities:write']);
  const answer = await running.post(writer, '/v1/activities', {
    source: 'forum',
    id: 'post/1',
    community: 'bridges',
    act: 'ask',
    occurredAt: '2026-03-12T17:00:45Z',
    actor: { id: 'ada' },
  });
  expect(answer.statusCode).toBe(201);
  await running.close();
  silence.reject(new BusUnreachableError('no broker'));
});
