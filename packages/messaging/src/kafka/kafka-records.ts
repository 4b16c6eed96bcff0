// Records as kafkajs gives them, and as the port gives them on.
import type { KafkaMessage } from 'kafkajs';
import type { IncomingRecord } from '../bus.ts';

/** Translates a record. */
export function toIncomingRecord(message: KafkaMessage): IncomingRecord {
  return {
    offset: BigInt(message.offset),
    key: message.key,
    value: message.value,
    timestampMs: Number(message.timestamp),
  };
}
