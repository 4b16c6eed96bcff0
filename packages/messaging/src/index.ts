// The bus: one port, adapters for Kafka and for PostgreSQL tables, and the consumer of public events.
export {
  BusUnreachableError,
  MissingTopicError,
  OffsetOutOfRangeError,
  RECORD_BYTES_MAX,
  RecordTooLargeError,
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
export {
  createEmbeddedBus,
  embeddedBusMigrations,
  type EmbeddedBusOptions,
} from './embedded/embedded-bus.ts';
export type { ConsumedEvent, ConsumedMarker, EventOf, EventSchemas } from './consumer/consumed.ts';
export { createEventConsumer } from './consumer/event-consumer.ts';
export type {
  ConsumerProgress,
  EventConsumer,
  EventConsumerOptions,
} from './consumer/event-consumer-options.ts';
export type { EventUpcaster } from './consumer/event-reader.ts';
export { EventsRefusedError, type EventRefusal } from './consumer/flush.ts';
export { keepConsuming } from './consumer/keep-consuming.ts';
export { drop, proceed, refuse, type ConsumerStep, type StepResult } from './consumer/step-result.ts';
export { partitionOf } from './partitioner.ts';
export { createKafkaBus, type KafkaBusOptions } from './kafka/kafka-bus.ts';
