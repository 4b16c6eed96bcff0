// Asks ClickHouse. Every question names its origin and is bounded in time, memory and rows.
import { toSettings, DEFAULT_LIMITS, type ClickHouseConnection, type QueryLimits } from '@copse/clickhouse';

/** A query: what it is for, its text, and its parameters (never put into the text). */
export interface FactsQuery {
  /** Stands in the query's log comment, such as `indicator/E1`. */
  readonly origin: string;
  readonly sql: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface FactsReader {
  /** All rows of the answer. Integers may come as text where they are wider than 53 bits. */
  read<Row>(query: FactsQuery): Promise<readonly Row[]>;
}

// What the queries' texts rely on: a join that finds nothing gives a type's default, and counts are numbers.
const DIALECT = { join_use_nulls: 0, output_format_json_quote_64bit_integers: 0 } as const;

/** A reader on a connection. Rejects with what the engine says; the caller decides what a person gets to see. */
export function createFactsReader(
  connection: ClickHouseConnection,
  limits: QueryLimits = DEFAULT_LIMITS,
): FactsReader {
  return {
    async read<Row>(query: FactsQuery): Promise<readonly Row[]> {
      const result = await connection.client.query({
        query: query.sql,
        query_params: { ...query.parameters },
        format: 'JSONEachRow',
        clickhouse_settings: { ...toSettings(limits, `${connection.origin}/${query.origin}`), ...DIALECT },
      });
      return await result.json<Row>();
    },
  };
}
