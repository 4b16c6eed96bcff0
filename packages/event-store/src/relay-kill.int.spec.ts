// A relay that is killed without warning, at each of its points: the next one loses nothing, whatever it repeats.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { MARKER_KEY, TOPICS } from '@copse/contracts';
import { createEmbeddedBus, embeddedBusMigrations, type Bus } from '@copse/messaging';
import { createLogger } from '@copse/observability';
import { connectPostgres, migratePostgres } from '@copse/postgres';
import { acquirePostgres, eventually } from '@copse/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBrokenStreams, type SeenEvent } from '../test/feed-reader.ts';
import { openRelayHarness, type RelayHarness } from '../test/relay-harness.ts';

const EVENTS = 230;
const BATCH_ROWS = 50;
let harness: RelayHarness;
let bus: Bus;
let busUrl: string;
let closing: (() => Promise<void>)[];

beforeEach(async () => {
  harness = await openRelayHarness();
  const database = await (await acquirePostgres()).createDatabase('bus');
  const connection = connectPostgres({ url: database.url, applicationName: 'spec bus', maxConnections: 4 });
  const serviceRole = { serviceRole: 'copse_bus_spec', servicePassword: 'spec-only' };
  await migratePostgres({ url: database.url, sets: [embeddedBusMigrations], ...serviceRole });
  bus = createEmbeddedBus({
    connection,
    logger: createLogger({ name: 'spec', level: 'silent' }),
    retentionIntervalMs: null,
  });
  await bus.administration.ensureTopics(TOPICS);
  busUrl = database.url;
  closing = [bus.close, connection.close, database.drop, harness.close];
});
afterEach(async () => {
  for (const close of closing) await close();
});

/** Gives the signal that ended it. */
async function runRelayProcess(
  environment: Record<string, string>,
  until: Promise<unknown>,
): Promise<string | null> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../test/relay-process.ts')], {
    env: { ...process.env, LOG_URL: harness.database.connection.url, BUS_URL: busUrl, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const exited = once(child, 'exit').then(([, signal]) => signal as string | null);
  await Promise.race([exited, until]);
  child.kill('SIGKILL');
  return await exited;
}

async function readTopic(): Promise<SeenEvent[]> {
  const seen: SeenEvent[] = [];
  const subscription = await bus.subscribe({
    groupId: 'spec',
    topics: ['copse.activity'],
    from: 'earliest',
    onBatch: async ({ records }) => {
      for (const { key, value } of records) {
        if (key === null || value === null || key.toString() === MARKER_KEY) continue;
        const { id, streamversion } = JSON.parse(value.toString()) as { id: string; streamversion: number };
        seen.push({ key: key.toString(), version: streamversion, id });
      }
    },
    onCrash: (error) => {
      throw error;
    },
  });
  await eventually(() => expect(new Set(seen.map((event) => event.id)).size).toBe(EVENTS));
  await subscription.stop();
  return seen;
}

async function awaitCursor(): Promise<void> {
  await eventually(async () => expect((await harness.readCursor()).eventsBehind).toBe(0), {
    timeoutMs: 30_000,
  });
}

describe('a relay that is killed', () => {
  it.each([
    ['relay.lease-taken', 0],
    ['relay.batch-read', 0],
    ['relay.acked', BATCH_ROWS],
    ['relay.cursor-moved', 0],
  ])('at %s repeats what was sent and not noted, and loses nothing', async (failpoint, repeated) => {
    await harness.appendMany(EVENTS);
    const hit = failpoint === 'relay.lease-taken' ? 1 : 2;
    expect(
      await runRelayProcess({ COPSE_FAILPOINTS: `${failpoint}=kill@${hit}` }, new Promise(() => {})),
    ).toBe('SIGKILL');
    await runRelayProcess({}, awaitCursor());
    const seen = await readTopic();
    expect(seen).toHaveLength(EVENTS + repeated);
    expect(findBrokenStreams(seen)).toEqual([]);
  });

  it('while a batch is under way repeats it at most', async () => {
    await harness.appendMany(EVENTS);
    await runRelayProcess({ COPSE_FAILPOINTS: 'relay.producing=kill@3' }, new Promise(() => {}));
    await runRelayProcess({}, awaitCursor());
    const seen = await readTopic();
    expect(seen.length).toBeLessThanOrEqual(EVENTS + BATCH_ROWS);
    expect(findBrokenStreams(seen)).toEqual([]);
  });
});
