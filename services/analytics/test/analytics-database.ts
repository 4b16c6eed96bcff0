// A migrated analytics database for a spec, and the projection without a bus: events → the projector's own
// rows → tables.
import { connectClickHouse, migrateClickHouse, type ClickHouseConnection } from '@copse/clickhouse';
import type { PublicEvent } from '@copse/contracts';
import { acquireClickHouse } from '@copse/testing';
import { projectEvent } from '../src/consumers/project-event.ts';
import { analyticsMigrations } from '../src/store/migrations.ts';
import { createClickHouseReader, type ClickHouseReader } from '../src/store/clickhouse-reader.ts';
import { TABLES } from '../src/store/tables.ts';

export interface AnalyticsDatabase {
  readonly connection: ClickHouseConnection;
  readonly reader: ClickHouseReader;
  /** Inserts the events' rows as one batch. */
  take(events: readonly PublicEvent[]): Promise<void>;
  /** Says for every partition of every topic that all recorded before `at` is in. */
  announce(at: string): Promise<void>;
  drop(): Promise<void>;
}

/** A fresh database on the server of the run. */
export async function createAnalyticsDatabase(): Promise<AnalyticsDatabase> {
  const server = await acquireClickHouse();
  const database = await server.createDatabase();
  const connection = connectClickHouse({ url: database.url }, { origin: 'spec' });
  await migrateClickHouse(connection, {
    name: 'analytics',
    folder: resolve(import.meta.dirname, '../migrations'),
  });
  const insert = async (
    table: keyof typeof TABLES,
    values: readonly (readonly unknown[])[],
  ): Promise<void> => {
    const shape = TABLES[table];
    await connection.client.insert({
      table: shape.table,
      columns: [shape.columns[0], ...shape.columns.slice(1)],
      format: 'JSONCompactEachRow',
      values: values.map((row) => [...row]),
    });
  };
  return {
    connection,
    reader: createClickHouseReader(connection),
    async take(events) {
      const rows = Map.groupBy(events.flatMap(projectEvent), (row) => row.table);
      for (const [table, ofTable] of rows)
        await insert(
          table,
          ofTable.map((row) => row.values),
        );
    },
    async announce(at) {
      const rows = ['copse.activity', 'copse.membership', 'copse.value'].flatMap((topic) =>
        Array.from({ length: 24 }, (_, partition) => [
          topic,
          partition,
          'copse/test',
          1,
          at.replace('T', ' ').replace('Z', ''),
        ]),
      );
      await insert('watermarks', rows);
    },
    async drop() {
      await connection.close();
      await database.drop();
    },
  };
}
