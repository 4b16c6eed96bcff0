// Logs, metrics, trace context, and how a network's failures are told from others.
export {
  LOG_LEVELS,
  createLogger,
  redactText,
  type LogLevel,
  type Logger,
  type LoggerOptions,
} from './logger.ts';
export {
  createMetrics,
  type Counter,
  type Gauge,
  type Histogram,
  type MetricDeclaration,
  type Metrics,
} from './metrics.ts';
export { NETWORK_FAILURE_CODES } from './network-failures.ts';
export {
  childTraceparent,
  formatTraceparent,
  newTraceparent,
  parseTraceparent,
  type TraceContext,
} from './trace-context.ts';
