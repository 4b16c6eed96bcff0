// From a request to the log and back.
export { InstantInput } from './instant.ts';
export { answerOnce, type Remember } from './answer-once.ts';
export { createOnce } from './create-once.ts';
export { instantColumn } from './instant-column.ts';
export {
  IDEMPOTENCY_KEPT_HOURS,
  idempotencyMigrations,
  type RememberedAnswer,
  type RepeatableRequest,
} from './idempotency-store.ts';
export { rebuildReadModels, type ReadModels } from './rebuild-read-models.ts';
export {
  explainRejection,
  settleCommand,
  type RejectionProblem,
  type RejectionProblems,
  type Settled,
} from './rejections.ts';
export { eventMetadataOf, IdempotencyHeaders, readInstant, repeatableRequestOf } from './requests.ts';
export type { RouteApp, RoutesPlugin } from './route-app.ts';
export { requireTopics } from './require-topics.ts';
export type { ServiceDependencies } from './service-dependencies.ts';
export { checkDatabase, describeConsumer, describeRelay } from './service-health.ts';
export { isUuid, NameInPath, UuidInPath } from './path-id.ts';
export {
  runServiceProcess,
  type ServiceProcessOptions,
  type ServiceResources,
} from './run-service-process.ts';
