import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInstant, normaliseInstant } from './normalise-instant.ts';

describe('normaliseInstant', () => {
  it.each([
    ['2018-03-12T17:00:45.567Z', '2018-03-12T17:00:45.567Z'],
    ['2018-03-12T17:00:45Z', '2018-03-12T17:00:45.000Z'],
    ['2018-03-12t17:00:45.5z', '2018-03-12T17:00:45.500Z'],
    ['2018-03-12T17:00:45.567999+00:00', '2018-03-12T17:00:45.567Z'],
    ['2018-03-12T17:00:45+05:30', '2018-03-12T11:30:45.000Z'],
    ['2018-03-12T20:00:45-08:00', '2018-03-13T04:00:45.000Z'],
    ['2020-02-29T00:00:00Z', '2020-02-29T00:00:00.000Z'],
    ['2020-02-29T23:59:59.999Z', '2020-02-29T23:59:59.999Z'],
    ['2016-12-31T23:59:60.000Z', '2017-01-01T00:00:00.000Z'],
    ['1900-01-01T00:00:00Z', '1900-01-01T00:00:00.000Z'],
    ['2299-12-31T23:59:59.999Z', '2299-12-31T23:59:59.999Z'],
  ])('turns %s into %s', (sent, kept) => {
    expect(normaliseInstant(sent)).toEqual({ ms: Date.parse(kept), text: kept });
  });

  it('turns a leap second into the second after it', () => {
    expect(normaliseInstant('2016-12-31T23:59:60Z')?.text).toBe('2017-01-01T00:00:00.000Z');
    expect(normaliseInstant('2017-01-01T05:29:60.7+05:30')?.text).toBe('2017-01-01T00:00:00.000Z');
  });

  it.each([
    '2018-02-30T00:00:00Z',
    '2019-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2018-13-01T00:00:00Z',
    '2018-00-10T00:00:00Z',
    '2018-01-00T00:00:00Z',
    '2018-01-01T24:00:00Z',
    '2018-01-01T00:60:00Z',
    '2018-01-01T00:00:00',
    '2018-01-01',
    '2018-01-01 00:00:00Z',
    '2018-01-01T00:00:00+25:00',
    '2018-01-01T00:00:00+24:00',
    '2018-01-01T00:00:00+00:60',
    '2016-12-31T23:59:61Z',
    '0000-01-01T00:00:00Z',
    '0050-01-01T00:00:00.000Z',
    '1899-12-31T23:59:59.999Z',
    '2300-01-01T00:00:00.000Z',
    '2018-02-29T00:00:00.000Z',
    '2018-01-01T24:00:00.000Z',
    '2018-01-01T23:60:00.000Z',
    '2018-01-01T23:59:61.000Z',
    'yesterday',
    '1520874045',
    '',
  ])('takes %s for no instant', (sent) => {
    expect(normaliseInstant(sent)).toBeNull();
  });

  it('refuses what leaves the years 1900 to 2299 once it is in UTC', () => {
    expect(normaliseInstant('1900-01-01T00:00:00+00:01')).toBeNull();
    expect(normaliseInstant('2299-12-31T23:59:59-00:01')).toBeNull();
    expect(normaliseInstant('2299-12-31T23:59:60Z')).toBeNull();
  });

  it('is of instants in any year, while only those of the years 1900 to 2299 are kept', () => {
    for (const sent of ['0000-01-01T00:00:00Z', '1899-12-31T23:59:59.999Z', '2300-01-01T00:00:00-01:00']) {
      expect(isInstant(sent)).toBe(true);
      expect(normaliseInstant(sent)).toBeNull();
    }
    for (const sent of ['2018-02-30T00:00:00Z', '2018-02-30T00:00:00.000Z', '2018-01-01', 'yesterday'])
      expect(isInstant(sent)).toBe(false);
  });

  it('keeps the instant whatever the offset it is written with', () => {
    const instants = fc.date({
      min: new Date('1900-01-02'),
      max: new Date('2299-12-30'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.integer({ min: -14 * 60, max: 14 * 60 }), (instant, offsetMinutes) => {
        const local = new Date(instant.getTime() + offsetMinutes * 60_000).toISOString().slice(0, -1);
        const size = Math.abs(offsetMinutes);
        const pad = (value: number): string => String(value).padStart(2, '0');
        const offset = `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
        const kept = { ms: instant.getTime(), text: instant.toISOString() };
        expect(normaliseInstant(`${local}${offset}`)).toEqual(kept);
        expect(normaliseInstant(kept.text)).toEqual(kept);
      }),
    );
  });
});
