// Sixteen writers at once, as unkind as writers get: shared streams, transactions that stay open after the
// append, appends of one and of many events, and flushes of first events in between.
import { setTimeout as delay } from 'node:timers/promises';
import { withTenant, type PostgresConnection } from '@copse/postgres';
import { appendEvents } from '../src/append-events.ts';
import { createGroupCommit } from '../src/group-commit.ts';
import { firstEvent, newEvent } from './log-database.ts';

export interface WriterPlan {
  readonly writers: number;
  /** Events of each writer, at least. */
  readonly eventsPerWriter: number;
  /** Streams that all writers append to. */
  readonly sharedStreams: number;
}

const tenant = 'tenant-a';

/** Runs to the end of the plan; gives the ids of all events that were acknowledged. */
export async function runWriters(connection: PostgresConnection, plan: WriterPlan): Promise<Set<string>> {
  const acknowledged = new Set<string>();
  const writers = Array.from({ length: plan.writers }, async (_, writer) => {
    await runWriter(connection, { ...plan, writer, acknowledged });
  });
  await Promise.all(writers);
  return acknowledged;
}

async function runWriter(
  connection: PostgresConnection,
  plan: WriterPlan & { writer: number; acknowledged: Set<string> },
): Promise<void> {
  const { writer, acknowledged, eventsPerWriter, sharedStreams } = plan;
  const commit = createGroupCommit({ sql: connection.sql, queueBytesMax: 10_000_000, queueAgeMaxMs: 60_000 });
  const versions = new Map<string, number>();
  let written = 0;
  for (let turn = 0; written < eventsPerWriter; turn += 1) {
    if (turn % 8 === 7) {
      const rows = Array.from({ length: 20 }, (_, index) =>
        firstEvent(`activity/${writer}/${turn}/${index}`, 'x'),
      );
      await commit.appendBatch(rows);
      for (const row of rows) acknowledged.add(row.eventId);
      written += rows.length;
      continue;
    }
    const streamId = turn % 2 === 0 ? `own/${writer}` : `shared/${(turn + writer) % sharedStreams}`;
    const events = Array.from({ length: 1 + ((turn * 7 + writer) % 10) }, () => newEvent({ writer, turn }));
    const result = await withTenant(connection.db, tenant, async (tx) => {
      const expectedVersion = versions.get(streamId) ?? 0;
      const appended = await appendEvents(tx, { tenant, streamId, expectedVersion, events, meta: {} });
      // What commits late must not be passed by.
      if (turn % 5 === 0) await delay((turn * 3 + writer) % 7);
      return appended;
    });
    versions.set(streamId, result.appended ? result.version : result.actualVersion);
    if (!result.appended) continue;
    for (const event of events) acknowledged.add(event.eventId);
    written += events.length;
  }
}
