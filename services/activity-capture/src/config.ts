// What capture's own process reads from its environment.
import { DATABASE_VARIABLES, LOG_SERVICE_VARIABLES, PORT_VARIABLES, RolesVariable } from '@copse/config';
import Type from 'typebox';

/** The parts a process may run: taking activities in, sending them on. */
export const CAPTURE_ROLES = ['http', 'relay'] as const;
export type CaptureRole = (typeof CAPTURE_ROLES)[number];

const MEBIBYTE = 1_048_576;

/** The bounds of capture, each with what it is unless said. */
export const CAPTURE_LIMITS = {
  futureSkewMs: 300_000,
  backlogEventsMax: 5_000_000,
  backlogBytesMax: 8192 * MEBIBYTE,
  queueBytesMax: 64 * MEBIBYTE,
  queueAgeMaxMs: 5000,
  identityCacheSize: 100_000,
} as const;
export type CaptureLimits = { readonly [Limit in keyof typeof CAPTURE_LIMITS]: number };

export const configSchema = Type.Object({
  ...LOG_SERVICE_VARIABLES,
  CAPTURE_PORT: PORT_VARIABLES.CAPTURE_PORT,
  CAPTURE_DATABASE_URL: DATABASE_VARIABLES.CAPTURE_DATABASE_URL,
  CAPTURE_ROLES: RolesVariable(CAPTURE_ROLES),
  CAPTURE_FUTURE_SKEW_MS: Type.Integer({
    description: 'how far ahead of ours an app’s clock may run, in milliseconds',
    default: CAPTURE_LIMITS.futureSkewMs,
    minimum: 0,
    maximum: 86_400_000,
  }),
  CAPTURE_BACKLOG_EVENTS_MAX: Type.Integer({
    description: 'events the log may hold that the relay has not sent; past it posts are answered 503',
    default: CAPTURE_LIMITS.backlogEventsMax,
    minimum: 1,
  }),
  CAPTURE_BACKLOG_BYTES_MAX: Type.Integer({
    description: 'about how many bytes the log may hold that the relay has not sent',
    default: CAPTURE_LIMITS.backlogBytesMax,
    minimum: MEBIBYTE,
  }),
  CAPTURE_QUEUE_BYTES_MAX: Type.Integer({
    description: 'bytes that may wait in memory for the log',
    default: CAPTURE_LIMITS.queueBytesMax,
    minimum: 16 * MEBIBYTE,
  }),
  CAPTURE_QUEUE_AGE_MAX_MS: Type.Integer({
    description: 'how long the log may take before posts are answered 503, in milliseconds',
    default: CAPTURE_LIMITS.queueAgeMaxMs,
    minimum: 100,
  }),
  CAPTURE_IDENTITY_CACHE: Type.Integer({
    description: 'identities kept in memory',
    default: CAPTURE_LIMITS.identityCacheSize,
    minimum: 1000,
  }),
});
export type CaptureConfig = Type.Static<typeof configSchema>;

/** The bounds a configuration sets. */
export function readLimits(config: CaptureConfig): CaptureLimits {
  return {
    futureSkewMs: config.CAPTURE_FUTURE_SKEW_MS,
    backlogEventsMax: config.CAPTURE_BACKLOG_EVENTS_MAX,
    backlogBytesMax: config.CAPTURE_BACKLOG_BYTES_MAX,
    queueBytesMax: config.CAPTURE_QUEUE_BYTES_MAX,
    queueAgeMaxMs: config.CAPTURE_QUEUE_AGE_MAX_MS,
    identityCacheSize: config.CAPTURE_IDENTITY_CACHE,
  };
}
