// The published figures of sx-mathoverflow, this time out of the indicators themselves.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { findReferenceData } from '@copse/testing';
import type { Act } from '@copse/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnalyticsDatabase, type AnalyticsDatabase } from '../../test/analytics-database.ts';
import { askIndicator } from '../../test/ask-indicator.ts';
import { createHistory, type History } from '../../test/history.ts';

const data = findReferenceData('sx-mathoverflow');
const PARTS: readonly (readonly [string, Act])[] = [
  ['a2q', 'answer'],
  ['c2q', 'comment'],
  ['c2a', 'comment'],
];
const ALL = { from: '2009-01-01', to: '2017-01-01' };
const BATCH = 50_000;

describe.skipIf(data === null)('sx-mathoverflow in ClickHouse', { timeout: 300_000 }, () => {
  let database: AnalyticsDatabase;
  /** What the tables hold already; asking takes in nothing more. */
  let empty: History;
  beforeAll(async () => {
    database = await createAnalyticsDatabase();
    const history = tellMathOverflow();
    for (let begin = 0; begin < history.events.length; begin += BATCH)
      await database.take(history.events.slice(begin, begin + BATCH));
    empty = { ...history, events: [] };
  }, 300_000);
  afterAll(async () => await database.drop());

  const ask = async (id: string) => (await askIndicator(database, id, empty, ALL))[0];

  it('S1: 227,991 ties without loops between 24,818 people', async () => {
    expect(await ask('S1')).toMatchObject({ numerator: 227_991, denominator: 24_818 * 24_817, n: 24_818 });
  });

  it('S2: 35.1 % of them are mutual', async () => {
    const figure = await ask('S2');
    expect(figure?.denominator).toBe(227_991);
    expect(Number((100 * (figure?.value ?? 0)).toFixed(1))).toBe(35.1);
  });

  it('S3: the largest component has 24,668 of 24,818 people', async () => {
    expect(await ask('S3')).toMatchObject({ numerator: 24_668, denominator: 24_818 });
  });

  it('E1: all 506,550 interactions are contributions of those who made them', async () => {
    expect(await ask('E1')).toMatchObject({ n: 506_550 });
  });
});

function tellMathOverflow(): History {
  const history = createHistory({ community: 'mathoverflow' });
  for (const [part, act] of PARTS) {
    const lines = gunzipSync(readFileSync(`${data}/sx-mathoverflow-${part}.txt.gz`))
      .toString()
      .trim()
      .split('\n');
    lines.forEach((line, index) => {
      const [by = '', author = '', seconds = ''] = line.split(' ');
      history.act({
        ref: `${part}/${index}`,
        by,
        author,
        act,
        at: new Date(Number(seconds) * 1000).toISOString(),
      });
    });
  }
  return history;
}
