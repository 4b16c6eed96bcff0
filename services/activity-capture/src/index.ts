// Activity-capture, as standalone, the CLI and tests see it.
export {
  CAPTURE_LIMITS,
  CAPTURE_ROLES,
  configSchema,
  type CaptureLimits,
  type CaptureRole,
} from './config.ts';
export { createActivityCapture, type ActivityCaptureDependencies } from './service.ts';
export { captureMigrations } from './store/migrations.ts';
