import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toEngineInstant } from './engine-instant.ts';

describe('an instant for the engine', () => {
  it('is the same instant without its T and Z', () => {
    expect(toEngineInstant('2018-03-12T17:00:45.567Z')).toBe('2018-03-12 17:00:45.567');
  });

  it('is accepted for every millisecond from 1900 to 2299', () => {
    const within = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2300, 0, 1) - 1 });
    fc.assert(
      fc.property(within, (ms) => {
        const instant = new Date(ms).toISOString();
        expect(toEngineInstant(instant)).toBe(instant.slice(0, -1).replace('T', ' '));
      }),
    );
  });

  it.each([
    '2019-02-29T00:00:00.000Z',
    '2100-02-29T00:00:00.000Z',
    '2018-04-31T00:00:00.000Z',
    '2018-13-01T00:00:00.000Z',
    '2018-00-01T00:00:00.000Z',
    '2018-01-00T00:00:00.000Z',
    '2018-01-01T24:00:00.000Z',
    '2018-01-01T00:60:00.000Z',
    '2018-01-01T00:00:60.000Z',
  ])('is refused where the text names none: %s', (text) => {
    expect(() => toEngineInstant(text)).toThrow(/names no instant/);
  });

  it.each(['1899-12-31T23:59:59.999Z', '2300-01-01T00:00:00.000Z', '0001-01-01T00:00:00.000Z'])(
    'is refused where the tables cannot hold it: %s',
    (text) => {
      expect(() => toEngineInstant(text)).toThrow(/1900 to 2299/);
    },
  );
});
