// W3C trace context: one trace runs from a POST through the log and the topic to ClickHouse, carried as
// `traceparent` in each event's metadata.
import { randomBytes } from 'node:crypto';

/** The parts of a `traceparent`. */
export interface TraceContext {
  /** 32 hex digits, not all zero. */
  readonly traceId: string;
  /** 16 hex digits, not all zero: the span that caused this one. */
  readonly spanId: string;
  /** Whether the caller recorded the trace. */
  readonly sampled: boolean;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZERO_TRACE = '0'.repeat(32);
const ZERO_SPAN = '0'.repeat(16);

/** Reads a `traceparent`; null where it is none. Later versions are read as far as version 00 goes. */
export function parseTraceparent(text: string | undefined): TraceContext | null {
  if (text === undefined || text.length > 512) return null;
  const [, version, traceId, spanId, flags, rest] = TRACEPARENT.exec(text) ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined)
    return null;
  const malformed = version === 'ff' || (version === '00' && rest !== undefined);
  if (malformed || traceId === ZERO_TRACE || spanId === ZERO_SPAN) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Writes a context as version 00, 55 characters. */
export function formatTraceparent(context: TraceContext): string {
  return `00-${context.traceId}-${context.spanId}-${context.sampled ? '01' : '00'}`;
}

/** A new trace: random ids, sampled. */
export function newTraceparent(): string {
  const random = randomBytes(24);
  // Random ids that are all zero would be invalid; setting one bit costs nothing and rules it out.
  random[15] = (random[15] ?? 0) | 1;
  random[23] = (random[23] ?? 0) | 1;
  const traceId = random.toString('hex', 0, 16);
  return formatTraceparent({ traceId, spanId: random.toString('hex', 16), sampled: true });
}

/** The next span of a trace; a new trace where `parent` is missing or malformed. */
export function childTraceparent(parent: string | undefined): string {
  const context = parseTraceparent(parent);
  const fresh = newTraceparent();
  if (context === null) return fresh;
  return `00-${context.traceId}-${fresh.slice(36, 52)}-${context.sampled ? '01' : '00'}`;
}
