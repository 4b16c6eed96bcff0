import { describe, expect, it } from 'vitest';
import { normaliseInstant } from './instant.ts';

describe('normaliseInstant', () => {
  it.each([
    ['2026-03-02T09:30:00Z', '2026-03-02T09:30:00.000Z'],
    ['2026-03-02T09:30:00.1234567+02:00', '2026-03-02T07:30:00.123Z'],
    ['2026-01-01T00:15:00.5-05:30', '2026-01-01T05:45:00.500Z'],
    ['2024-02-29t23:59:59z', '2024-02-29T23:59:59.000Z'],
    ['1900-01-01T00:00:00Z', '1900-01-01T00:00:00.000Z'],
    ['2299-12-31T23:59:59.999Z', '2299-12-31T23:59:59.999Z'],
    // A leap second is the second after it, as activities have it.
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2017-01-01T05:29:60.7+05:30', '2017-01-01T00:00:00.000Z'],
  ])('keeps %s as %s', (text, expected) => {
    expect(normaliseInstant(text)).toBe(expected);
  });

  it.each([
    ['no offset', '2026-03-02T09:30:00'],
    ['30 February', '2026-02-30T00:00:00Z'],
    ['29 February of a common year', '2025-02-29T00:00:00Z'],
    ['month 13', '2026-13-01T00:00:00Z'],
    ['month 0', '2026-00-01T00:00:00Z'],
    ['hour 24', '2026-01-01T24:00:00Z'],
    ['second 61', '2016-12-31T23:59:61Z'],
    ['a leap second after 2299', '2299-12-31T23:59:60Z'],
    ['an offset past the day', '2026-01-01T00:00:00+24:00'],
    ['before 1900 once in UTC', '1900-01-01T00:00:00+00:01'],
    ['after 2299 once in UTC', '2299-12-31T23:59:59.999-00:01'],
    ['the year 0', '0000-01-01T00:00:00Z'],
    ['a date', '2026-01-01'],
    ['words', 'yesterday'],
  ])('refuses %s', (_, text) => {
    expect(normaliseInstant(text)).toBeNull();
  });
});
