// The consumer of public events. Records go through the steps into one buffer over all partitions; a full
// or old buffer is flushed to the handler, and only then are its offsets committed. While a flush is under
// way the next buffer fills, and reading pauses when that one is full too: memory is bounded.
import { DEAD_LETTER_TOPIC, TOPICS } from '@copse/contracts';
import { MissingTopicError, type IncomingBatch, type Subscription, type TopicPartition } from '../bus.ts';
import type { EventOf, EventSchemas } from './consumed.ts';
import { createConsumerMetrics, type ConsumerMetrics } from './consumer-metrics.ts';
import { composeDeadLetter } from './dead-letters.ts';
import { createEventBuffer, withoutPartitions, type EventBuffer } from './event-buffer.ts';
import type { AnyOptions, EventConsumer, EventConsumerOptions } from './event-consumer-options.ts';
import { startFlush, type Flush } from './flush.ts';
import { createLagBook, type LagBook } from './lag-book.ts';
import { createOffsetCommitter, type OffsetCommitter } from './offset-committer.ts';
import { createRecordSteps } from './record-steps.ts';

const BUFFER_BYTES_MAX = 64 * 1_048_576;
const STOP_TIMEOUT_MS = 5_000;

interface Consumer {
  readonly options: AnyOptions;
  readonly metrics: ConsumerMetrics;
  readonly lagBook: LagBook;
  readonly committer: OffsetCommitter;
  readonly ending: AbortController;
  readonly take: (batch: IncomingBatch, buffer: EventBuffer) => void;
  /** Resolves when the subscription is there: batches may come before `subscribe` has returned. */
  readonly subscribed: PromiseWithResolvers<Subscription>;
  subscription: Subscription | null;
  buffer: EventBuffer;
  flush: Flush | null;
  flushing: Promise<void>;
  timer: NodeJS.Timeout | null;
  isPaused: boolean;
  isStopping: boolean;
  failure: string | null;
  crashed: boolean;
}

/** Makes a consumer; nothing runs before `start`. */
export function createEventConsumer<const Schemas extends EventSchemas, Kept = EventOf<Schemas>>(
  given: EventConsumerOptions<Schemas, Kept>,
): EventConsumer {
  // Inside, events are PublicEvent; that they are of the given schemas is what the validate step checked.
  const consumer = createConsumer(given);
  const { options, lagBook, committer } = consumer;
  return {
    async start() {
      await requireDeadLetterTopic(options);
      if (consumer.isStopping) return;
      const subscription = await options.bus.subscribe({
        groupId: options.groupId,
        topics: options.topics,
        from: options.from ?? 'earliest',
        ...(options.gatherMs === undefined ? {} : { gatherMs: options.gatherMs }),
        onBatch: async (batch) => takeBatch(consumer, batch),
        onRevoked: async (partitions) => forget(consumer, partitions),
        onCrash: (error) => crash(consumer, error),
      });
      // Told to stop meanwhile: nobody else knows of this subscription.
      if (consumer.isStopping) return await subscription.stop();
      consumer.subscription = subscription;
      consumer.subscribed.resolve(subscription);
    },
    stop: async () => await stop(consumer),
    progress: () => ({
      assignedPartitions: consumer.subscription?.assignment().length ?? 0,
      lag: lagBook.lag(),
      lastCommitAt: committer.lastCommitAt(),
      stuckSeconds: lagBook.stuckSeconds(Date.now()),
      bufferedEvents: consumer.buffer.events.length,
      failure: consumer.failure,
      crashed: consumer.crashed,
    }),
  };
}

/** What cannot be taken in needs a place to go before anything is read. */
async function requireDeadLetterTopic({ bus }: AnyOptions): Promise<void> {
  const declared = TOPICS.filter((topic) => topic.name === DEAD_LETTER_TOPIC);
  const missing = await bus.administration.missingTopics(declared);
  if (missing.length > 0) throw new MissingTopicError(missing, 'the bus');
}

function createConsumer(options: AnyOptions): Consumer {
  const metrics = createConsumerMetrics(options.metrics, options.groupId);
  const ending = new AbortController();
  const consumer: Consumer = {
    options,
    metrics,
    ending,
    lagBook: createLagBook(),
    take: createRecordSteps({
      schemas: options.schemas,
      upcasters: options.upcasters,
      handle: options.handle,
      metrics,
    }),
    committer: createOffsetCommitter({
      signal: ending.signal,
      onCommitted: (atMs) => metrics.setLastCommit(atMs),
      onStale: (error) =>
        options.logger.info(
          { groupId: options.groupId, reason: error.message },
          'partitions changed hands before a commit',
        ),
      onFailure: (error, attempt) => reportFailure(consumer, error, attempt),
    }),
    subscribed: Promise.withResolvers(),
    subscription: null,
    buffer: createEventBuffer(),
    flush: null,
    flushing: Promise.resolve(),
    timer: null,
    isPaused: false,
    isStopping: false,
    failure: null,
    crashed: false,
  };
  return consumer;
}

/** What comes after the end is taken by whoever gets the partitions next: nothing of it was committed. */
function takeBatch(consumer: Consumer, batch: IncomingBatch): void {
  if (consumer.isStopping || consumer.crashed) return;
  consumer.lagBook.see(batch);
  consumer.take(batch, consumer.buffer);
  consumer.metrics.setLag(batch.topic, consumer.lagBook.lag(batch.topic));
  schedule(consumer);
  if (consumer.flush !== null && isFull(consumer)) setPaused(consumer, true);
}

function isFull({ buffer, options }: Consumer): boolean {
  return buffer.events.length + buffer.refused.length >= options.maxRows || buffer.bytes >= BUFFER_BYTES_MAX;
}

function setPaused(consumer: Consumer, isPaused: boolean): void {
  // Pausing is said again for partitions that came meanwhile; resuming once is enough.
  if ((!isPaused && !consumer.isPaused) || consumer.subscription === null) return;
  consumer.isPaused = isPaused;
  const partitions = consumer.subscription.assignment();
  if (isPaused) consumer.subscription.pause(partitions);
  else consumer.subscription.resume(partitions);
}

/** Starts a flush now, or when the buffer has become old. While one runs, its end schedules the next. */
function schedule(consumer: Consumer): void {
  if (consumer.flush !== null || consumer.isStopping || consumer.crashed) return;
  if (consumer.timer !== null) clearTimeout(consumer.timer);
  consumer.timer = null;
  const { buffer, committer, options } = consumer;
  const bufferDueAt = buffer.since === null ? Infinity : buffer.since + options.maxWaitMs;
  const waitMs = isFull(consumer) ? 0 : Math.min(bufferDueAt, committer.dueAt()) - Date.now();
  if (waitMs <= 0) beginFlush(consumer);
  else if (waitMs < Infinity) consumer.timer = setTimeout(() => beginFlush(consumer), waitMs);
}

function beginFlush(consumer: Consumer): void {
  if (consumer.timer !== null) clearTimeout(consumer.timer);
  consumer.timer = null;
  const full = consumer.buffer;
  consumer.buffer = createEventBuffer();
  const { bus, groupId, maxRows, onEvents, onMarkers } = consumer.options;
  const flush = startFlush(
    {
      maxRows,
      signal: consumer.ending.signal,
      publishDeadLetters: async (refused) => {
        const at = new Date();
        await bus.publish(
          DEAD_LETTER_TOPIC,
          refused.map((record) => composeDeadLetter(groupId, record, at)),
        );
        for (const { topic, refusal } of refused) consumer.metrics.countDeadLetter(topic, refusal.code);
      },
      onEvents: async (events, position) => await onEvents(events, position),
      onMarkers: async (markers) => await onMarkers?.(markers),
      onFailure: (error, attempt) => reportFailure(consumer, error, attempt),
    },
    full,
  );
  consumer.flush = flush;
  consumer.flushing = finishFlush(consumer, flush, full)
    .catch((error: unknown) => {
      if (!consumer.ending.signal.aborted) crash(consumer, error);
    })
    .finally(() => {
      consumer.flush = null;
      if (!isFull(consumer)) setPaused(consumer, false);
      schedule(consumer);
    });
}

async function finishFlush(consumer: Consumer, flush: Flush, full: EventBuffer): Promise<void> {
  const { committer, lagBook, metrics, options } = consumer;
  const startedAt = performance.now();
  const positions = await flush.done;
  metrics.observeFlush((performance.now() - startedAt) / 1000);
  for (const position of positions) lagBook.finish(position);
  for (const topic of options.topics) metrics.setLag(topic, lagBook.lag(topic));
  committer.add(positions);
  const movedByMarkersAlone = full.events.length === 0 && full.refused.length === 0;
  if (!movedByMarkersAlone || consumer.isStopping || committer.dueAt() <= Date.now())
    await committer.commit(await consumer.subscribed.promise);
  consumer.failure = null;
}

function forget(consumer: Consumer, partitions: readonly TopicPartition[]): void {
  consumer.flush?.revoke(partitions);
  consumer.committer.forget(partitions);
  consumer.lagBook.forget(partitions);
  consumer.buffer = withoutPartitions(consumer.buffer, partitions);
}

function reportFailure(consumer: Consumer, error: unknown, attempt: number): void {
  consumer.failure = error instanceof Error ? error.message : String(error);
  consumer.metrics.countFlushFailure();
  const { groupId, logger } = consumer.options;
  // The first failures tell what is wrong; then one a minute tells that it still is.
  if (attempt <= 3 || attempt % 12 === 0)
    logger.warn({ err: error, groupId, attempt }, 'a flush failed; trying again');
}

function crash(consumer: Consumer, cause: unknown): void {
  if (consumer.crashed) return;
  consumer.crashed = true;
  consumer.ending.abort();
  const error = cause instanceof Error ? cause : new Error(String(cause));
  consumer.options.logger.error(
    { err: error, groupId: consumer.options.groupId },
    'the consumer ended; restart the process',
  );
  consumer.options.onCrash?.(error);
}

async function stop(consumer: Consumer): Promise<void> {
  consumer.isStopping = true;
  if (consumer.timer !== null) clearTimeout(consumer.timer);
  const { subscription } = consumer;
  if (subscription === null) return consumer.ending.abort();
  subscription.pause(subscription.assignment());
  const deadline = setTimeout(() => consumer.ending.abort(), STOP_TIMEOUT_MS);
  await consumer.flushing;
  if (!consumer.crashed) beginFlush(consumer);
  await consumer.flushing;
  clearTimeout(deadline);
  consumer.ending.abort();
  await subscription.stop();
}
