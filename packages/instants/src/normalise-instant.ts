// Instants as apps write them and as Copse keeps them: RFC 3339 with any offset in, UTC with
// milliseconds out. Pure; the clock is the caller's.

const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const LEAP_SECOND = '60';
const NORMALISED = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** The first and last millisecond that ClickHouse's DateTime64 and PostgreSQL both hold: past them nothing could be counted. */
export const EARLIEST_INSTANT = '1900-01-01T00:00:00.000Z';
export const LATEST_INSTANT = '2299-12-31T23:59:59.999Z';
const FIRST_MS = Date.parse(EARLIEST_INSTANT);
const LAST_MS = Date.parse(LATEST_INSTANT);

/** An instant, as a number to compare and as the text that is stored. */
export interface NormalisedInstant {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly ms: number;
  /** RFC 3339, UTC, milliseconds; finer fractions are cut off. */
  readonly text: string;
}

/**
 * Reads an RFC 3339 date-time with an offset. A leap second becomes the second after it. Returns null
 * for what names no instant (30 February, 25 o'clock, no offset) or lies outside the years 1900 to 2299
 * once it is in UTC.
 */
export function normaliseInstant(text: string): NormalisedInstant | null {
  return readNormalised(text) ?? readAnyForm(text);
}

/** Most apps send the form that is kept. The parser refuses what is no time of day, except midnight written as 24. */
function readNormalised(text: string): NormalisedInstant | null {
  const [, year, month, day] = NORMALISED.exec(text) ?? [];
  if (day === undefined || text.startsWith('24', 11)) return null;
  const ms = Date.parse(text);
  const isKept = ms >= FIRST_MS && ms <= LAST_MS && isDayOfMonth(Number(year), Number(month), Number(day));
  return isKept ? { ms, text } : null;
}

function readAnyForm(text: string): NormalisedInstant | null {
  const parts = RFC_3339.exec(text);
  if (parts === null) return null;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = '', offset = ''] =
    parts;
  if (!isDayOfMonth(Number(year), Number(month), Number(day)) || Number(hour) > 23) return null;
  const leap = second === LEAP_SECOND;
  const wholeSecond = leap ? '59' : second;
  const parsed = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${wholeSecond}${leap ? '' : fraction.slice(0, 4)}${offset.toUpperCase()}`,
  );
  const ms = leap ? parsed + 1000 : parsed;
  if (Number.isNaN(ms) || ms < FIRST_MS || ms > LAST_MS) return null;
  return { ms, text: new Date(ms).toISOString() };
}

/** JavaScript rolls 30 February over into March without a word; a calendar does not. */
function isDayOfMonth(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leapYear = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (lengths[month - 1] ?? 0);
}
