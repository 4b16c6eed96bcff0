// Asks ClickHouse. Every question names its origin and is bounded in time, memory and rows; values travel
// as parameters and never become part of a query's text.
import { DEFAULT_LIMITS, toSettings, type ClickHouseConnection, type QueryLimits } from '@copse/clickhouse';

/** A query: what it is for, its text, and its named parameters (`{tenant:String}`). */
export interface ReaderQuery {
  /** Stands in the query's log comment, such as `data-health/communities`. */
  readonly origin: string;
  readonly sql: string;
  /** A Date becomes text with milliseconds: the engines' own conversions differ (chDB drops them). */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ClickHouseReader {
  /** All rows of the answer; 64-bit integers come as numbers, so cast what may pass 2^53. */
  read<Row>(query: ReaderQuery): Promise<readonly Row[]>;
}

// What the queries' texts rely on: a join that finds nothing gives a type's default, counts are numbers, and what is
// called MATERIALIZED is computed once (without, it would be at each mention: the same figures, later).
const DIALECT = {
  join_use_nulls: 0,
  output_format_json_quote_64bit_integers: 0,
  enable_materialized_cte: 1,
} as const;

/** A reader on a connection. Rejects with what the engine says; the caller decides what a person gets to see. */
export function createClickHouseReader(
  connection: ClickHouseConnection,
  limits: QueryLimits = DEFAULT_LIMITS,
): ClickHouseReader {
  return {
    async read<Row>(query: ReaderQuery): Promise<readonly Row[]> {
      const result = await connection.client.query({
        query: query.sql,
        query_params: Object.fromEntries(
          Object.entries(query.parameters).map(([name, value]) => [name, toParameter(value)]),
        ),
        format: 'JSONEachRow',
        clickhouse_settings: { ...toSettings(limits, `${connection.origin}/${query.origin}`), ...DIALECT },
      });
      return await result.json<Row>();
    },
  };
}

function toParameter(value: unknown): unknown {
  return value instanceof Date ? value.toISOString().slice(0, -1).replace('T', ' ') : value;
}
