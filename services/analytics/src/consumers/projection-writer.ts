// Puts a batch of rows into the tables, then how far the batch reaches. What resolves is durable; what
// rejects may be there in part and is sent again as a whole: the tables keep one of each.
import { createBatchWriter, type BatchWriter, type ClickHouseConnection } from '@copse/clickhouse';
import type { Logger, Metrics } from '@copse/observability';
import { toEngineInstant } from '../store/engine-instant.ts';
import { makeRow, TABLES, type ProjectedRow, type TableName } from '../store/tables.ts';

/** Everything `source` recorded before `at` has been delivered from this partition. */
export interface PartitionWatermark {
  readonly topic: string;
  readonly partition: number;
  readonly source: string;
  readonly epoch: number;
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
}

export interface ProjectionWriter {
  /** Resolves when the rows, and after them the watermarks, are in the engine. */
  write(rows: readonly ProjectedRow[], watermarks: readonly PartitionWatermark[]): Promise<void>;
  /** Ends the waiting for an engine that is away; a write under way rejects. */
  close(): Promise<void>;
}

// A reader that finds a story's new version must find its steps: they go in before it.
const AFTER_OTHERS: ReadonlySet<TableName> = new Set(['stories']);

export interface ProjectionWriterDeps {
  readonly connection: ClickHouseConnection;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** How long an engine that is away is waited for before a write rejects; 5 min unless given. */
  readonly giveUpAfterMs?: number;
}

/** Creates the writer of a projection. */
export function createProjectionWriter(deps: ProjectionWriterDeps): ProjectionWriter {
  const writers = new Map<TableName, BatchWriter>();
  const openWriter = createOpener(deps);
  const insert = async (name: TableName, rows: readonly ProjectedRow[]): Promise<void> => {
    const writer = writers.get(name) ?? openWriter(name);
    writers.set(name, writer);
    const appended = writer.append(rows.map(({ line }) => line));
    // The batch was gathered already; nothing is won by waiting.
    await Promise.all([appended, writer.flush()]);
  };
  const insertTables = async (
    tables: readonly (readonly [TableName, readonly ProjectedRow[]])[],
  ): Promise<void> => {
    await Promise.all(tables.map(async ([name, rows]) => await insert(name, rows)));
  };
  return {
    async write(rows, watermarks) {
      const tables = [...Map.groupBy(rows, (row) => row.table)];
      await insertTables(tables.filter(([name]) => !AFTER_OTHERS.has(name)));
      await insertTables(tables.filter(([name]) => AFTER_OTHERS.has(name)));
      if (watermarks.length > 0) await insert('watermarks', watermarks.map(toWatermarkRow));
    },
    async close() {
      await Promise.all([...writers.values()].map(async (writer) => await writer.close()));
    },
  };
}

/** Opens the batch writer of a table, with its metrics. */
function createOpener({
  connection,
  logger,
  metrics,
  giveUpAfterMs,
}: ProjectionWriterDeps): (name: TableName) => BatchWriter {
  const labelNames = ['table'] as const;
  const inserted = metrics.counter({
    name: 'copse_analytics_rows_inserted_total',
    help: 'Rows sent to ClickHouse',
    labelNames,
  });
  const retried = metrics.counter({
    name: 'copse_analytics_insert_retries_total',
    help: 'Inserts sent again',
    labelNames,
  });
  const seconds = metrics.histogram({
    name: 'copse_analytics_insert_seconds',
    help: 'Time of an insert, from its first attempt',
    labelNames,
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5],
  });
  return (name) => {
    const { table } = TABLES[name];
    return createBatchWriter({
      connection,
      ...TABLES[name],
      ...(giveUpAfterMs === undefined ? {} : { giveUpAfterMs }),
      onRetry: (error, attempt) => {
        retried.inc({ table });
        const facts = { err: error, table, attempt, where: connection.where };
        logger.warn(facts, 'ClickHouse did not take a batch; sending it again');
      },
      onFlushed: (rows, milliseconds) => {
        inserted.inc({ table }, rows);
        seconds.observe({ table }, milliseconds / 1000);
      },
    });
  };
}

function toWatermarkRow({ topic, partition, source, epoch, at }: PartitionWatermark): ProjectedRow {
  return makeRow('watermarks', [topic, partition, source, epoch, toEngineInstant(at)]);
}
