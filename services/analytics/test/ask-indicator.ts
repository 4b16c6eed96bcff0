// A spec's way to ask one indicator: a history into tables, a question, the figures back.
import type { PublicEvent } from '@copse/contracts';
import { findIndicator } from '../src/indicators/catalogue.ts';
import type { Figure } from '../src/indicators/indicator.ts';
import { cutWindows, parseLocalDate, type Grain } from '../src/indicators/windows.ts';
import type { AnalyticsDatabase } from './analytics-database.ts';
import type { History } from './history.ts';

export interface Ask {
  /** Local dates. */
  readonly from: string;
  readonly to: string;
  readonly grain?: Grain;
  /** RFC 3339; null for "not known". */
  readonly dataAsOf?: string | null;
  readonly k?: number;
}

/** The figures of an indicator for a history, which is taken in first. A history may be asked once. */
export async function askIndicator(
  database: AnalyticsDatabase,
  id: string,
  history: History,
  ask: Ask,
): Promise<readonly Figure[]> {
  await database.take(history.events);
  return await evaluate(database, id, history, history.tenant, ask);
}

/** The figures of a history as it is, and of the same coming twice, backwards, and in three batches. */
export async function askHowever(
  database: AnalyticsDatabase,
  id: string,
  history: History,
  ask: Ask,
): Promise<{ plain: readonly Figure[]; however: readonly Figure[] }> {
  const other = `${history.tenant}-again`;
  const again = history.events.map((event): PublicEvent => ({ ...event, tenantid: other }));
  await database.take(history.events);
  for (const batch of [again.slice(1, 4), again.toReversed(), again.slice(0, 3)]) await database.take(batch);
  return {
    plain: await evaluate(database, id, history, history.tenant, ask),
    however: await evaluate(database, id, history, other, ask),
  };
}

async function evaluate(
  { reader }: AnalyticsDatabase,
  id: string,
  history: History,
  tenant: string,
  ask: Ask,
): Promise<readonly Figure[]> {
  const indicator = findIndicator(id);
  if (indicator === undefined) throw new Error(`no indicator ${id}`);
  const { timeZone, community, framework } = history;
  const { from, to, grain = 'window', dataAsOf = '2030-01-01T00:00:00.000Z', k = 1 } = ask;
  const plan = cutWindows({
    fromMs: parseLocalDate(from, timeZone),
    toMs: parseLocalDate(to, timeZone),
    grain,
    timeZone,
    maxWindows: 400,
  });
  return await indicator.evaluate({
    reader,
    community: { tenant, key: community },
    plan,
    framework,
    dataAsOfMs: dataAsOf === null ? null : Date.parse(dataAsOf),
    retentionPeriods: k,
  });
}
