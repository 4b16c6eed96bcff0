// Instants as apps write them and as Copse keeps them: RFC 3339 with any offset in, UTC with
// milliseconds out. Pure; the clock is the caller's.

const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const LEAP_SECOND = '60';
const NORMALISED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** The first and last millisecond that ClickHouse's DateTime64 and PostgreSQL both hold: past them nothing could be counted. */
export const EARLIEST_INSTANT = '1900-01-01T00:00:00.000Z';
export const LATEST_INSTANT = '2299-12-31T23:59:59.999Z';
const FIRST_MS = Date.parse(EARLIEST_INSTANT);
const LAST_MS = Date.parse(LATEST_INSTANT);
const FIRST_YEAR = 1900;
const DIGIT_ZERO = 0x30;
const DAYS_OF_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

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

/** Whether a text is an RFC 3339 date-time with an offset that names an instant, in whatever year. */
export function isInstant(text: string): boolean {
  return readNormalised(text) !== null || parseAnyForm(text) !== null;
}

/** Most apps send the form that is kept: it is read digit by digit, in a quarter of the time. */
function readNormalised(text: string): NormalisedInstant | null {
  if (!NORMALISED.test(text)) return null;
  const [year, month, day] = [readDigits(text, 0, 4), readDigits(text, 5, 2), readDigits(text, 8, 2)];
  const [hour, minute, second] = [readDigits(text, 11, 2), readDigits(text, 14, 2), readDigits(text, 17, 2)];
  // Date.UTC takes a year below 100 for one of the 20th century.
  if (year < FIRST_YEAR || !isDayOfMonth(year, month, day)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second, readDigits(text, 20, 3));
  return ms <= LAST_MS ? { ms, text } : null;
}

/** The number that `count` ASCII digits from `start` on write. */
function readDigits(text: string, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at++) value = value * 10 + text.charCodeAt(at) - DIGIT_ZERO;
  return value;
}

function readAnyForm(text: string): NormalisedInstant | null {
  const ms = parseAnyForm(text);
  return ms === null || ms < FIRST_MS || ms > LAST_MS ? null : { ms, text: new Date(ms).toISOString() };
}

function parseAnyForm(text: string): number | null {
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
  if (Number.isNaN(parsed)) return null;
  return leap ? parsed + 1000 : parsed;
}

/** JavaScript rolls 30 February over into March without a word; a calendar does not. */
function isDayOfMonth(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const isLeapYear = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (DAYS_OF_MONTHS[month - 1] ?? 0) + (month === 2 && isLeapYear ? 1 : 0);
}
