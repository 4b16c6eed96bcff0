// Dead letters: who gave up, where, why, and the original bytes, under the original key so that
// `copse trace` finds them.
import type { DeadLetter } from '@copse/contracts';
import type { IncomingRecord, OutgoingRecord, TopicPartition } from '../bus.ts';
import type { Refusal } from './step-result.ts';

/** Original bytes kept of a value; with base64 a dead letter then still fits into a record. */
export const DEAD_LETTER_BYTES_MAX = 2 * 1_048_576;
const CODE_LENGTH_MAX = 100;
const REASON_LENGTH_MAX = 2_000;

/** A record on its way to the dead-letter topic, still with the place it came from. */
export interface RefusedRecord extends TopicPartition {
  readonly record: IncomingRecord;
  readonly refusal: Refusal;
}

/** Composes the record of the dead-letter topic. */
export function composeDeadLetter(group: string, refused: RefusedRecord, at: Date): OutgoingRecord {
  const { record, refusal } = refused;
  const isCut = record.value !== null && record.value.length > DEAD_LETTER_BYTES_MAX;
  const note = isCut ? `; of ${record.value?.length} bytes the first ${DEAD_LETTER_BYTES_MAX} are kept` : '';
  const letter: DeadLetter = {
    group,
    topic: refused.topic,
    partition: refused.partition,
    offset: record.offset.toString(),
    step: refusal.step,
    code: refusal.code.slice(0, CODE_LENGTH_MAX),
    reason: refusal.reason.slice(0, REASON_LENGTH_MAX - note.length) + note,
    keyBase64: record.key?.toString('base64') ?? null,
    valueBase64: record.value?.subarray(0, DEAD_LETTER_BYTES_MAX).toString('base64') ?? null,
    at: at.toISOString(),
  };
  const key = record.key?.toString('utf8') ?? `${refused.topic}/${refused.partition}`;
  return { key, value: Buffer.from(JSON.stringify(letter), 'utf8') };
}
