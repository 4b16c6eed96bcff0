import { describe, expect, it } from 'vitest';
import { awaitFigures } from './await-figures.ts';

const SENT_MS = Date.parse('2026-01-01T00:00:10.000Z');

/** Answers one reading after the other; the last one stays. */
function serve(...readings: readonly (readonly [dataAsOf: string | null, links: number])[]) {
  let asked = 0;
  return {
    asked: () => asked,
    readDataHealth: async () => {
      const [dataAsOf, linkedIdentities] = readings[Math.min(asked, readings.length - 1)] ?? [null, 0];
      asked += 1;
      return { dataAsOf, counts: { linkedIdentities }, deadLetters: { total: 0 } };
    },
  };
}

describe('waiting for the figures', () => {
  it('ends once they are past what was sent and no link was added for two seconds', async () => {
    const server = serve(
      [null, 0],
      ['2026-01-01T00:00:09.000Z', 3],
      ['2026-01-01T00:00:10.000Z', 3],
      ['2026-01-01T00:00:12.500Z', 4],
      ['2026-01-01T00:00:13.500Z', 4],
      ['2026-01-01T00:00:14.500Z', 4],
    );
    expect(await awaitFigures(server, SENT_MS, 60_000)).toBe('2026-01-01T00:00:14.500Z');
    expect(server.asked()).toBe(6);
  });

  it('gives up at its bound and says so', async () => {
    expect(await awaitFigures(serve(['2026-01-01T00:00:09.000Z', 3]), SENT_MS, 0)).toBeNull();
  });
});
