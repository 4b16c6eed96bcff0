// When rows become visible to a question: polls a count in ClickHouse until it is complete.
import { setTimeout as delay } from 'node:timers/promises';

/** A count seen at an instant. */
export interface Sighting {
  readonly atMs: number;
  readonly count: number;
}

/** Asks ClickHouse one question and gives its first cell as a number. */
export async function askNumber(clickhouseUrl: string, query: string): Promise<number> {
  const { origin, username, password, pathname } = new URL(clickhouseUrl);
  const response = await fetch(`${origin}/?database=${pathname.slice(1)}`, {
    method: 'POST',
    body: query,
    headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return Number(text.trim());
}

/** Polls until `expected` rows are visible; gives each change. Fails after `timeoutMs` without completion. */
export async function watchCount(options: {
  clickhouseUrl: string;
  query: string;
  expected: number;
  timeoutMs: number;
  /** Milliseconds between two looks. Each costs the engine a scan: look often where moments matter only. */
  pollMs: number;
}): Promise<Sighting[]> {
  const sightings: Sighting[] = [];
  const deadline = Date.now() + options.timeoutMs;
  for (;;) {
    const count = await askNumber(options.clickhouseUrl, options.query);
    if (count !== (sightings.at(-1)?.count ?? 0)) sightings.push({ atMs: Date.now(), count });
    if (count >= options.expected) return sightings;
    if (Date.now() > deadline)
      throw new Error(`${count} of ${options.expected} rows visible after ${options.timeoutMs} ms`);
    await delay(options.pollMs);
  }
}

/** Milliseconds from acknowledgement to visibility of each row, the k-th acknowledged with the k-th visible. */
export function freshnessMs(acknowledgedAtMs: readonly number[], sightings: readonly Sighting[]): number[] {
  const acknowledged = [...acknowledgedAtMs].sort((left, right) => left - right);
  let sighting = 0;
  return acknowledged.map((atMs, index) => {
    while ((sightings[sighting]?.count ?? Infinity) < index + 1) sighting += 1;
    return Math.max(0, (sightings[sighting]?.atMs ?? atMs) - atMs);
  });
}
