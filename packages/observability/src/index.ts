// Logs, metrics and trace context.
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
export {
  childTraceparent,
  formatTraceparent,
  newTraceparent,
  parseTraceparent,
  type TraceContext,
} from './trace-context.ts';
