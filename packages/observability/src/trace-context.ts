// W3C trace context: one trace runs from a POST through the log and the topic to ClickHouse, carried as
// `traceparent` in each event's metadata.
import { randomFillSync } from 'node:crypto';

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

// Asking the system for randomness costs microseconds however little is asked for, so it is asked for rarely.
const SPAN_BYTES = 8;
const TRACE_BYTES = 16;
const pool = Buffer.alloc(4_096);
let used = pool.length;

/** Random hex digits that are never all zero: an id that is would be invalid. */
function drawId(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const id = pool.toString('hex', used, used + bytes);
  used += bytes;
  return /[^0]/.test(id) ? id : drawId(bytes);
}

/** A new trace: random ids, sampled. */
export function newTraceparent(): string {
  return formatTraceparent({ traceId: drawId(TRACE_BYTES), spanId: drawId(SPAN_BYTES), sampled: true });
}

/** The next span of a trace; a new trace where `parent` is missing or malformed. */
export function childTraceparent(parent: string | undefined): string {
  const context = parseTraceparent(parent);
  return context === null ? newTraceparent() : formatTraceparent({ ...context, spanId: drawId(SPAN_BYTES) });
}
