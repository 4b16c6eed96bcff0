// copse.dead-letters → rows, so that data health can say what nobody could take in. The topic carries no
// public events: a record is a dead letter as it stands.
import { DEAD_LETTER_TOPIC, DeadLetter } from '@copse/contracts';
import { StaleAssignmentError, type Bus, type IncomingRecord, type Subscription } from '@copse/messaging';
import type { Logger } from '@copse/observability';
import { Compile } from 'typebox/compile';
import { toEngineInstant } from '../store/engine-instant.ts';
import type { ProjectedRow } from '../store/tables.ts';
import type { ProjectionWriter } from './projection-writer.ts';

const validator = Compile(DeadLetter);

/** Starts reading dead letters. `onCrash` hears when it ended by itself. */
export async function startDeadLetterConsumer(deps: {
  bus: Bus;
  groupId: string;
  writer: ProjectionWriter;
  logger: Logger;
  onCrash(error: Error): void;
}): Promise<Subscription> {
  const { bus, groupId, writer, logger, onCrash } = deps;
  const { promise: started, resolve: tellStarted } = Promise.withResolvers<Subscription>();
  const subscription = await bus.subscribe({
    groupId,
    topics: [DEAD_LETTER_TOPIC],
    from: 'earliest',
    onCrash,
    async onBatch({ topic, partition, records }) {
      const last = records.at(-1);
      if (last === undefined) return;
      const rows = records.flatMap((record) => toDeadLetterRow(record) ?? []);
      if (rows.length < records.length)
        logger.warn(
          { topic, partition, skipped: records.length - rows.length },
          'records of the dead-letter topic are no dead letters',
        );
      await writer.write(rows, []);
      await (
        await started
      )
        .commit([{ topic, partition, offset: last.offset + 1n }])
        .catch((error: unknown) => {
          // Another process reads the partition now, and writes the same rows again.
          if (!(error instanceof StaleAssignmentError)) throw error;
        });
    },
  });
  tellStarted(subscription);
  return subscription;
}

/** The row of one dead letter; null where the record is none: there is no further place to put it. */
export function toDeadLetterRow(record: IncomingRecord): ProjectedRow | null {
  const letter = parse(record.value);
  if (letter === null) return null;
  const { group, topic, partition, offset, step, code, reason, at } = letter;
  return {
    table: 'deadLetters',
    values: [group, topic, partition, offset, step, code, reason, toEngineInstant(at)],
  };
}

function parse(value: Buffer | null): DeadLetter | null {
  try {
    const parsed: unknown = value === null ? null : JSON.parse(value.toString('utf8'));
    const isLetter = validator.Check(parsed) && Number.isFinite(Date.parse(parsed.at));
    return isLetter ? parsed : null;
  } catch {
    return null;
  }
}
