// Instants as people send them (RFC 3339, any offset) and as Copse keeps them: UTC with milliseconds, so
// that they compare as text. The range is the one that every engine behind us can hold.
import Type from 'typebox';

/** 1900-01-01 to 2299-12-31: what ClickHouse's DateTime64 and PostgreSQL's timestamptz have in common. */
export const EARLIEST_INSTANT_MS = Date.UTC(1900, 0, 1);
export const LATEST_INSTANT_MS = Date.UTC(2300, 0, 1) - 1;

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** An instant in a request: RFC 3339 with an offset. Its day and range are checked by `normaliseInstant`. */
export const InstantInput = Type.String({
  minLength: 20,
  maxLength: 35,
  pattern: '^\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})$',
  description: 'RFC 3339 with an offset; kept in UTC with milliseconds. From 1900 to 2299.',
  examples: ['2026-03-02T09:30:00Z'],
});

/**
 * Turns RFC 3339 text into `YYYY-MM-DDTHH:MM:SS.mmmZ`. Digits past the millisecond are cut; a leap second
 * becomes the second after it, as in an activity. Null where the text is no instant (30 February, 24:00, an
 * offset past 23:59) or lies outside the range.
 */
export function normaliseInstant(text: string): string | null {
  const match = RFC_3339.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as Six;
  const offsetHour = Number(match[9] ?? 0);
  const offsetMinute = Number(match[10] ?? 0);
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return null;
  const milliseconds = second === 60 ? 0 : Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return null;
  local.setUTCHours(hour, minute, second, milliseconds);
  const offsetMs = (offsetHour * 60 + offsetMinute) * 60_000 * (match[8] === '-' ? -1 : 1);
  const instantMs = local.getTime() - offsetMs;
  const isWithin = instantMs >= EARLIEST_INSTANT_MS && instantMs <= LATEST_INSTANT_MS;
  return isWithin ? new Date(instantMs).toISOString() : null;
}

type Six = [number, number, number, number, number, number];
