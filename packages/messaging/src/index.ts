// The bus: one port, adapters for Kafka and for PostgreSQL tables, and the consumer of public events.
export {
  BusUnreachableError,
  MissingTopicError,
  OffsetOutOfRangeError,
  StaleAssignmentError,
  TopicMismatchError,
  type Bus,
  type BusAdministration,
  type GroupLag,
  type IncomingBatch,
  type IncomingRecord,
  type OutgoingRecord,
  type Publisher,
  type Subscription,
  type SubscriptionOptions,
  type TopicPartition,
  type TopicPartitionOffset,
} from './bus.ts';
export { createEmbeddedBus, embeddedBusMigrations, type EmbeddedBusOptions } from './embedded/embedded-bus.ts';
