// Takes a batch through the steps into a buffer: marker or event, parse, validate, upcast, handle, buffer.
import { TOPICS, TOPIC_OF_CONTEXT } from '@copse/contracts';
import type { IncomingBatch, IncomingRecord } from '../bus.ts';
import type { ConsumedEvent, EventSchemas } from './consumed.ts';
import type { ConsumerMetrics } from './consumer-metrics.ts';
import { addEvent, addMarker, advance, type EventBuffer } from './event-buffer.ts';
import { createEventReader, type EventUpcaster } from './event-reader.ts';
import { isMarker, readMarker } from './marker-reader.ts';
import { proceed, refuse, type StepResult } from './step-result.ts';

export interface RecordStepsOptions {
  readonly schemas: EventSchemas;
  readonly upcasters?: Readonly<Record<string, EventUpcaster>> | undefined;
  readonly handle?: ((consumed: ConsumedEvent) => StepResult<unknown>) | undefined;
  readonly metrics: ConsumerMetrics;
}

/** Makes the function that takes a batch into a buffer. Nothing of a batch can stop it. */
export function createRecordSteps(
  options: RecordStepsOptions,
): (batch: IncomingBatch, buffer: EventBuffer) => void {
  const { metrics } = options;
  const readEvent = createEventReader({ ...options, contextOf, isCompacted });

  function takeEvent(
    { topic, partition }: IncomingBatch,
    record: IncomingRecord,
    buffer: EventBuffer,
  ): StepResult<unknown> {
    const read = readEvent(topic, record);
    if (read.kind !== 'ok') return read;
    const { offset, key } = record;
    const value = record.value ?? Buffer.alloc(0);
    const consumed: ConsumedEvent = { event: read.value, topic, partition, offset, key, value };
    const handled = handleSafely(options.handle, consumed);
    if (handled.kind === 'ok')
      addEvent(buffer, { event: handled.value, topic, partition, offset, key, value });
    return handled;
  }

  return (batch, buffer) => {
    const eventsBefore = buffer.events.length;
    for (const record of batch.records) {
      const result = isMarker(record) ? takeMarker(batch, record, buffer) : takeEvent(batch, record, buffer);
      if (result.kind === 'drop') metrics.countSkipped(batch.topic, result.code);
      if (result.kind !== 'dead-letter') continue;
      buffer.refused.push({ topic: batch.topic, partition: batch.partition, record, refusal: result });
      buffer.bytes += record.value?.length ?? 0;
    }
    const last = batch.records.at(-1);
    if (last === undefined) return;
    advance(buffer, { topic: batch.topic, partition: batch.partition, offset: last.offset + 1n });
    buffer.since ??= Date.now();
    metrics.countEvents(batch.topic, buffer.events.length - eventsBefore);
  };
}

function takeMarker(
  { topic, partition }: IncomingBatch,
  record: IncomingRecord,
  buffer: EventBuffer,
): StepResult<void> {
  const read = readMarker(record);
  if (read.kind !== 'ok') return read;
  addMarker(buffer, { topic, partition, offset: record.offset, marker: read.value });
  return proceed(undefined);
}

function handleSafely(
  handle: ((consumed: ConsumedEvent) => StepResult<unknown>) | undefined,
  consumed: ConsumedEvent,
): StepResult<unknown> {
  if (handle === undefined) return proceed(consumed.event);
  try {
    return handle(consumed);
  } catch (error) {
    return refuse('handle', 'handler-failed', error instanceof Error ? error.message : String(error));
  }
}

const contexts = new Map<string, string>(
  Object.entries(TOPIC_OF_CONTEXT).map(([context, topic]) => [topic, context]),
);
const compacted = new Set(TOPICS.filter((topic) => topic.compacted).map((topic) => topic.name));

/** Rebuild topics are named after the topic they rebuild: `copse.activity.rebuild.<id>`. */
function contextOf(topic: string): string | undefined {
  return contexts.get(topic.replace(/\.rebuild\..*$/, ''));
}

function isCompacted(topic: string): boolean {
  return compacted.has(topic);
}
