// The SDK for apps that post activities, and the calls the command line makes.
export type { IssuedKey, KeyDescription, NewKey } from './access-calls.ts';
export type {
  AcceptedActivity,
  Activity,
  ActivityResult,
  Actor,
  RefusedActivity,
  SourcedId,
} from './activity.ts';
export { QueueFullError, type ActivityQueue, type ActivityQueueOptions } from './activity-queue.ts';
export type { BatchLimits } from './batching.ts';
export { createCopseClient, type CopseClient } from './client.ts';
export type { Community, NewCommunity, NewPerson, RegisteredPerson } from './membership-calls.ts';
export { CopseProblemError, CopseUnreachableError, describeProblem, type ProblemDetails } from './problem.ts';
export type { RetryOptions } from './retry.ts';
export type { TransportOptions } from './transport.ts';
export type {
  DataHealth,
  IndicatorAnswer,
  IndicatorValue,
  SpanQuery,
  ValueMatrix,
  ValueMatrixCell,
} from './analytics-calls.ts';
export type { StoryAtVersion, StoryDraft, StoryStepDraft } from './story-calls.ts';
export type { ActivityTrace } from './activity-calls.ts';
