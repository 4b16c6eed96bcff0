// What a consumer of public events is given, and what it tells.
import type { Logger, Metrics } from '@copse/observability';
import type { Bus, TopicPartitionOffset } from '../bus.ts';
import type { ConsumedEvent, ConsumedMarker, EventOf, EventSchemas } from './consumed.ts';
import type { EventUpcaster } from './event-reader.ts';
import type { StepResult } from './step-result.ts';

/** A consumer: what it reads, how it takes it in, and how long it may wait. */
export interface EventConsumerOptions<Schemas extends EventSchemas = EventSchemas, Kept = EventOf<Schemas>> {
  readonly bus: Bus;
  readonly groupId: string;
  readonly topics: readonly string[];
  /** The public types this consumer takes in; others of the context are counted and left out. */
  readonly schemas: Schemas;
  readonly upcasters?: Readonly<Record<string, EventUpcaster>>;
  /**
   * Makes of a valid event what is buffered of it, the event itself unless given: the less is kept while a
   * batch gathers, the less the collector copies about. Synchronous and pure; a throw puts the event aside.
   */
  handle?(consumed: ConsumedEvent<EventOf<Schemas>>): StepResult<Kept>;
  /**
   * Makes events durable in the target, at most `maxRows` a call, in order per partition. `position` says
   * where reading would go on after them. A rejection is tried again without end, with growing waits, unless
   * it is an EventsRefusedError. The same events may come again after a crash.
   */
  onEvents(events: readonly ConsumedEvent<Kept>[], position: readonly TopicPartitionOffset[]): Promise<void>;
  /** The newest marker of each partition and source, after the events before it are durable. */
  onMarkers?(markers: readonly ConsumedMarker[]): Promise<void>;
  /** The subscription ended by itself: the process should exit and be restarted. */
  onCrash?(error: Error): void;
  /** Where a group without committed offsets begins. Default `earliest`. */
  readonly from?: 'earliest' | 'latest';
  /** Events a flush hands over at most. */
  readonly maxRows: number;
  /** How long reading may wait on the bus' side for more than a few records; not at all unless given. */
  readonly gatherMs?: number;
  /** How long the first event of a buffer waits at most. */
  readonly maxWaitMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Options inside the consumer: what is kept of an event is the handler's business alone. */
export type AnyOptions = EventConsumerOptions<EventSchemas, unknown>;

/** How a consumer is getting on. */
export interface ConsumerProgress {
  readonly assignedPartitions: number;
  /** Records known and not flushed yet. */
  readonly lag: number;
  /** Milliseconds since the epoch; null before the first commit. */
  readonly lastCommitAt: number | null;
  /** Seconds without progress while there was lag. Liveness: unhealthy above a bound of the caller's. */
  readonly stuckSeconds: number;
  readonly bufferedEvents: number;
  /** Why the flush under way fails; null when it does not. */
  readonly failure: string | null;
  readonly crashed: boolean;
}

export interface EventConsumer {
  /** Joins the group. Rejects where a topic is missing or the bus is away. */
  start(): Promise<void>;
  /** Flushes and commits what is buffered, for five seconds at most, then leaves the group. */
  stop(): Promise<void>;
  progress(): ConsumerProgress;
}
