// The event log on PostgreSQL: append, read, decide, group commit, relay. What events mean is a service's.
export { appendEvents, appendEventsAlone, type Append, type AppendResult } from './append-events.ts';
export type { QueueState } from './admission.ts';
export {
  createCommandHandler,
  type CommandHandlerOptions,
  type CommandRequest,
  type CommandResult,
  type HandleCommand,
} from './command-handler.ts';
export { isRejection, reject, type Decider, type Decision, type Rejection } from './decider.ts';
export {
  ContentionError,
  IncarnationError,
  LateAppendError,
  OverloadedError,
  StreamTooLongError,
  UnmappedEventTypeError,
  UnstorableRowError,
} from './errors.ts';
export type { DomainEvent, EventMetadata, FeedPosition, Json, NewEvent, RecordedEvent } from './event.ts';
export { appendFirstEventsWithin, type FirstEvent, type FirstEventOutcome } from './first-events.ts';
export {
  createGroupCommit,
  type BatchOutcome,
  type GroupCommit,
  type GroupCommitOptions,
} from './group-commit.ts';
export { checkIncarnation, raiseIncarnation } from './incarnation.ts';
export { locateNewestEvent, type EventLocation } from './locate-event.ts';
export { eventLogMigrations } from './migrations.ts';
export type { PublicTypes } from './event-routes.ts';
export { RECORDED_COLUMNS, describeRecordedRow, type RecordedRow } from './recorded-row.ts';
export { readStream, type StreamSlice } from './read-stream.ts';
export type { RelayLag } from './relay-lag.ts';
export { createRelay, type Relay, type RelayOptions } from './relay.ts';
export type { RelayState } from './relay-turns.ts';
export type { ReplayRequest, ReplayResult } from './replay.ts';
export { defineUpcasters, type Upcaster, type Upcasters } from './upcasters.ts';
