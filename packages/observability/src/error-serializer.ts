// Errors in a log line. A database's driver hangs a statement and its values on them: people's data, which is
// found by the trace and never read from a log.
import pino from 'pino';

/** Under these names drivers keep statements, values, and rows that broke a rule. */
const NAMES_OF_VALUES = new Set(['query', 'params', 'parameters', 'args', 'detail', 'where']);

/** What drizzle writes behind a statement: all values, up to the first line of a stack, or to the end. */
const VALUES_IN_TEXT = /\nparams: [^]*?(?=\n {4}at |$)/g;

/** As pino writes an error, its causes and its parts, without any statement's values. */
export function serializeError(error: Error): unknown {
  const written: unknown = pino.stdSerializers.err(error);
  return error instanceof Error ? withoutValues(written as Record<string, unknown>) : written;
}

function withoutValues(written: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(written).filter(([name]) => !NAMES_OF_VALUES.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, keepText(name, value)]));
}

function keepText(name: string, value: unknown): unknown {
  if (typeof value === 'string')
    return name === 'message' || name === 'stack' ? value.replaceAll(VALUES_IN_TEXT, '') : value;
  if (Array.isArray(value)) return value.map((part: unknown) => keepText('', part));
  const isWrittenError = typeof value === 'object' && value !== null && 'stack' in value;
  return isWrittenError ? withoutValues({ ...value }) : value;
}
