// copse.dead-letters → rows, so that data health can say what nobody could take in. The topic carries no
// public events: a record is a dead letter as it stands.
import { setTimeout as delay } from 'node:timers/promises';
import { DEAD_LETTER_TOPIC, DeadLetter } from '@copse/contracts';
import {
  StaleAssignmentError,
  type Bus,
  type ConsumerProgress,
  type EventConsumer,
  type IncomingBatch,
  type IncomingRecord,
  type Subscription,
} from '@copse/messaging';
import type { Logger } from '@copse/observability';
import { Compile } from 'typebox/compile';
import { toEngineInstant } from '../store/engine-instant.ts';
import { makeRow, type ProjectedRow } from '../store/tables.ts';
import { DEAD_LETTER_GROUP } from '../store/consumer-groups.ts';
import type { ProjectionWriter } from './projection-writer.ts';

const validator = Compile(DeadLetter);
const PAUSE_MS = 2000;

/** Creates the consumer of dead letters. ClickHouse being away holds it up and does not end it. */
export function createDeadLetterConsumer(deps: {
  bus: Bus;
  writer: ProjectionWriter;
  logger: Logger;
  onCrash(error: Error): void;
}): EventConsumer {
  const { bus, writer, logger, onCrash } = deps;
  const ending = new AbortController();
  const subscribed = Promise.withResolvers<Subscription>();
  const state = { failure: null as string | null, crashed: false, lastCommitAt: null as number | null };
  let subscription: Subscription | null = null;

  const writeAll = async (rows: readonly ProjectedRow[]): Promise<boolean> => {
    while (!ending.signal.aborted) {
      try {
        await writer.write(rows, []);
        state.failure = null;
        return true;
      } catch (error) {
        state.failure = error instanceof Error ? error.message : String(error);
        logger.warn(
          { err: error, topic: DEAD_LETTER_TOPIC },
          'dead letters could not be listed; trying again',
        );
        await delay(PAUSE_MS, undefined, { signal: ending.signal }).catch(() => {});
      }
    }
    return false;
  };
  const take = async ({ topic, partition, records }: IncomingBatch): Promise<void> => {
    const last = records.at(-1);
    if (last === undefined) return;
    const rows = records.flatMap((record) => toDeadLetterRow(record) ?? []);
    const skipped = records.length - rows.length;
    if (skipped > 0)
      logger.warn({ topic, partition, skipped }, 'records of the dead-letter topic are no dead letters');
    if (!(await writeAll(rows))) return;
    await commit(await subscribed.promise, topic, partition, last.offset + 1n);
    state.lastCommitAt = Date.now();
  };

  return {
    async start() {
      const onBatch = take;
      subscription = await bus.subscribe({
        groupId: DEAD_LETTER_GROUP,
        topics: [DEAD_LETTER_TOPIC],
        from: 'earliest',
        onBatch,
        onCrash: (error) => {
          state.crashed = true;
          onCrash(error);
        },
      });
      subscribed.resolve(subscription);
    },
    async stop() {
      ending.abort();
      await subscription?.stop();
    },
    progress: () => describeProgress(state, subscription),
  };
}

async function commit(
  subscription: Subscription,
  topic: string,
  partition: number,
  offset: bigint,
): Promise<void> {
  try {
    await subscription.commit([{ topic, partition, offset }]);
  } catch (error) {
    // Another process reads the partition now, and writes the same rows again.
    if (!(error instanceof StaleAssignmentError)) throw error;
  }
}

function describeProgress(
  state: { failure: string | null; crashed: boolean; lastCommitAt: number | null },
  subscription: Subscription | null,
): ConsumerProgress {
  return {
    ...state,
    assignedPartitions: subscription?.assignment().length ?? 0,
    // It holds one batch at a time and says by `failure` that it does not get on.
    lag: 0,
    stuckSeconds: 0,
    bufferedEvents: 0,
  };
}

/** The row of one dead letter; null where the record is none: there is no further place to put it. */
export function toDeadLetterRow(record: IncomingRecord): ProjectedRow | null {
  const letter = parse(record.value);
  if (letter === null) return null;
  const { group, topic, partition, offset, step, code, reason, at } = letter;
  return makeRow('deadLetters', [group, topic, partition, offset, step, code, reason, toEngineInstant(at)]);
}

function parse(value: Buffer | null): DeadLetter | null {
  try {
    const parsed: unknown = value === null ? null : JSON.parse(value.toString('utf8'));
    if (!validator.Check(parsed)) return null;
    toEngineInstant(parsed.at);
    return parsed;
  } catch {
    return null;
  }
}
