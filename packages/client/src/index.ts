// The SDK for apps that post activities, and the calls the command line makes.
export type {
  AcceptedActivity,
  Activity,
  ActivityResult,
  Actor,
  RefusedActivity,
  SourcedId,
} from './activity.ts';
export {
  createActivityQueue,
  QueueFullError,
  type ActivityQueue,
  type ActivityQueueOptions,
} from './activity-queue.ts';
export { DEFAULT_BATCH_LIMITS, type BatchLimits } from './batching.ts';
export { postActivities, postActivity } from './post-activities.ts';
export { CopseProblemError, CopseUnreachableError, describeProblem, type ProblemDetails } from './problem.ts';
export type { RetryOptions } from './retry.ts';
export { createTransport, type Transport, type TransportOptions } from './transport.ts';
