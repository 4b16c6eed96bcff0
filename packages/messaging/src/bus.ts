// The port. Everything that publishes or consumes knows this file and no broker. Both adapters pass the
// one contract suite in ../test/bus-contract.spec.ts. Delivery is at least once; the target makes it once.
import type { TopicDeclaration } from '@copse/contracts';

/** The most bytes a record's key and value may have together, on either bus. */
export const RECORD_BYTES_MAX = 4 * 1_048_576;

/** A record on its way out. Records of one key keep their order within and between calls. */
export interface OutgoingRecord {
  /** Decides the partition (murmur2, as Kafka's Java client does) unless `partition` is given. */
  readonly key: string;
  /** Null is a tombstone: in a compacted topic it takes the key away. */
  readonly value: Buffer | null;
  /** Only markers name their partition. */
  readonly partition?: number;
}

export interface Publisher {
  /**
   * Resolves once the broker has made every record durable, in the order given per partition.
   * Rejects when any of them may be missing: the caller sends the whole batch again (duplicates, never loss).
   */
  publish(topic: string, records: readonly OutgoingRecord[]): Promise<void>;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Where the group goes on reading: the offset of the next record that has not been taken in. */
export interface TopicPartitionOffset extends TopicPartition {
  readonly offset: bigint;
}

export interface IncomingRecord {
  readonly offset: bigint;
  /** Null where the producer sent none. */
  readonly key: Buffer | null;
  /** Null for a tombstone. */
  readonly value: Buffer | null;
  readonly timestampMs: number;
}

/** Consecutive records of one partition, in order. */
export interface IncomingBatch extends TopicPartition {
  readonly records: readonly IncomingRecord[];
  /** The offset the next record written to this partition will get; lag = highWatermark − next offset. */
  readonly highWatermark: bigint;
}

export interface SubscriptionOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Where a group without committed offsets begins. */
  readonly from: 'earliest' | 'latest';
  /**
   * How long a read may wait for more than a few records, where the bus can do that. For a consumer that gathers
   * anyway: every read costs the bus something for each partition, however little it finds.
   */
  readonly gatherMs?: number;
  /**
   * Takes a batch over (buffers or handles it). The subscription reads on when the promise resolves, but
   * commits nothing by itself. Calls for one partition never overlap, calls for several may. A rejection
   * stops the subscription and is reported through `onCrash`.
   */
  onBatch(batch: IncomingBatch): Promise<void>;
  /** Partitions this consumer now owns; reading starts after it resolves. */
  onAssigned?(partitions: readonly TopicPartition[]): Promise<void>;
  /**
   * Partitions it owns no longer: drop what is buffered of them, it comes again elsewhere. No `onBatch` of
   * them is under way, and a commit for them is refused from here on.
   */
  onRevoked?(partitions: readonly TopicPartition[]): Promise<void>;
  /** The subscription ended by itself: the process should exit and be restarted. */
  onCrash(error: Error): void;
}

export interface Subscription {
  /**
   * Makes offsets durable for the group. Call it only after what lies before them is durable in the target.
   * Rejects with a `StaleAssignmentError` when a partition is not (or no longer) assigned here.
   */
  commit(offsets: readonly TopicPartitionOffset[]): Promise<void>;
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  assignment(): readonly TopicPartition[];
  /** Leaves the group after the batch under way; commits nothing. */
  stop(): Promise<void>;
}

export interface GroupLag extends TopicPartition {
  /** Next offset to read, null where the group never committed. */
  readonly committed: bigint | null;
  readonly end: bigint;
}

export interface BusAdministration {
  /** Creates what is missing; refuses (TopicMismatchError) a topic whose partitions differ. Returns the names created. */
  ensureTopics(topics: readonly TopicDeclaration[]): Promise<readonly string[]>;
  /** The names of declared topics that do not exist. */
  missingTopics(topics: readonly TopicDeclaration[]): Promise<readonly string[]>;
  /** A sentence for each declared topic that is there with other partitions or another compaction. */
  mismatchedTopics(topics: readonly TopicDeclaration[]): Promise<readonly string[]>;
  groupLag(groupId: string, topics: readonly string[]): Promise<readonly GroupLag[]>;
  /** Finds the newest `limit` records of a key, newest last, for `copse trace`; reads the whole partition of the key. */
  findByKey(topic: string, key: string, limit: number): Promise<readonly (TopicPartition & IncomingRecord)[]>;
}

/** A connection to one broker. */
export interface Bus extends Publisher {
  readonly administration: BusAdministration;
  /** Throws MissingTopicError, naming them, when a topic does not exist. */
  subscribe(options: SubscriptionOptions): Promise<Subscription>;
  /** Resolves when the broker answers; rejects with what, where and what to do. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** A commit for a partition that is not assigned here any more; its records will come again elsewhere. */
export class StaleAssignmentError extends Error {
  override readonly name = 'StaleAssignmentError';
}

/**
 * What a group had still to read was dropped by retention. Nothing is skipped in silence: the subscription
 * ends and the projection has to be rebuilt from the log.
 */
export class OffsetOutOfRangeError extends Error {
  override readonly name = 'OffsetOutOfRangeError';
}

/** The broker cannot be reached or does not let us in; says where and what to do. */
export class BusUnreachableError extends Error {
  override readonly name = 'BusUnreachableError';
}

/** A record is past RECORD_BYTES_MAX; nothing of its publish call was sent. */
export class RecordTooLargeError extends Error {
  override readonly name = 'RecordTooLargeError';
}

/** A topic of the manifest is not there. */
export class MissingTopicError extends Error {
  override readonly name = 'MissingTopicError';
  readonly topics: readonly string[];
  constructor(topics: readonly string[], where: string) {
    super(
      `missing topic${topics.length > 1 ? 's' : ''} ${topics.join(', ')} at ${where}; run "copse topics ensure"`,
    );
    this.topics = topics;
  }
}

/** A topic exists with another number of partitions than the manifest declares. */
export class TopicMismatchError extends Error {
  override readonly name = 'TopicMismatchError';
}
