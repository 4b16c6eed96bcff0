// From a request to the log and back.
export { hashBody } from './body-hash.ts';
export { cutPage, decodeCursor, encodeCursor, type Page } from './cursor.ts';
export { InstantInput, normaliseInstant } from './instant.ts';
export { answerOnce, IdempotencyKeyReusedError, type Remember } from './answer-once.ts';
export {
  IDEMPOTENCY_KEPT_HOURS,
  idempotencyMigrations,
  type RememberedAnswer,
  type RepeatableRequest,
} from './idempotency-store.ts';
export { rebuildReadModels, type ReadModels } from './rebuild-read-models.ts';
