import { describe, expect, it } from 'vitest';
import { awaitFigures } from './await-figures.ts';

/** What the server's clock shows when it is asked first; the clock of whoever asks is another. */
const SERVED_AT_MS = Date.parse('2026-01-01T00:00:09.000Z');

/** Answers one reading after the other; the last one stays. */
function serve(...readings: readonly (readonly [dataAsOf: string | null, links: number])[]) {
  let asked = 0;
  return {
    asked: () => asked,
    readDataHealth: async () => {
      const [dataAsOf, linkedIdentities] = readings[Math.min(asked, readings.length - 1)] ?? [null, 0];
      const servedAtMs = SERVED_AT_MS + 1000 * asked;
      asked += 1;
      return { dataAsOf, counts: { linkedIdentities }, deadLetters: { total: 0 }, servedAtMs };
    },
  };
}

describe('waiting for the figures', () => {
  it('ends once they are past the second in which the server was asked first and no link was added for two seconds', async () => {
    const server = serve(
      [null, 0],
      ['2026-01-01T00:00:09.000Z', 3],
      ['2026-01-01T00:00:10.000Z', 3],
      ['2026-01-01T00:00:12.500Z', 4],
      ['2026-01-01T00:00:13.500Z', 4],
      ['2026-01-01T00:00:14.500Z', 4],
    );
    expect(await awaitFigures(server, 60_000)).toBe('2026-01-01T00:00:14.500Z');
    expect(server.asked()).toBe(6);
  });

  it('gives up at its bound and says so', async () => {
    expect(await awaitFigures(serve(['2026-01-01T00:00:09.000Z', 3]), 0)).toBeNull();
  });
});
