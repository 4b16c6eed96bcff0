// Analytics' tables for a spec of figures, filled without a bus: events → the projector's own rows → tables.
import type { PublicEvent } from '@copse/contracts';
import { projectEvent } from '../src/consumers/project-event.ts';
import { createClickHouseReader, type ClickHouseReader } from '../src/store/clickhouse-reader.ts';
import { TABLES, type TableName } from '../src/store/tables.ts';
import { createAnalyticsHome, type EngineKind } from './analytics-home.ts';

export interface AnalyticsDatabase {
  readonly reader: ClickHouseReader;
  /** Inserts the events' rows as one batch. */
  take(events: readonly PublicEvent[]): Promise<void>;
  /** Says for every partition of every topic of facts that all recorded before `at` is in. */
  announce(at: string): Promise<void>;
  drop(): Promise<void>;
}

const FACT_TOPICS = ['copse.activity', 'copse.membership', 'copse.value'];
const PARTITIONS = 24;

/** Fresh tables on an engine of this kind. */
export async function createAnalyticsDatabase(kind: EngineKind = 'server'): Promise<AnalyticsDatabase> {
  const home = await createAnalyticsHome(kind);
  const insert = async (name: TableName, rows: readonly (readonly unknown[])[]): Promise<void> => {
    const { table, columns } = TABLES[name];
    await home.connection.client.insert({
      table,
      columns: [columns[0], ...columns.slice(1)],
      format: 'JSONCompactEachRow',
      values: rows.map((row) => [...row]),
    });
  };
  return {
    reader: createClickHouseReader(home.connection),
    async take(events) {
      const rows = Map.groupBy(events.flatMap(projectEvent), (row) => row.table);
      for (const [table, ofTable] of rows)
        await insert(
          table,
          ofTable.map(({ line }) => JSON.parse(line) as unknown[]),
        );
    },
    async announce(at) {
      const instant = at.replace('T', ' ').replace('Z', '');
      const rows = FACT_TOPICS.flatMap((topic) =>
        Array.from({ length: PARTITIONS }, (_, partition) => [topic, partition, 'copse/spec', 1, instant]),
      );
      await insert('watermarks', rows);
    },
    drop: home.remove,
  };
}
