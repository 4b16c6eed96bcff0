// How large an event is in the log, on average, from what PostgreSQL counts anyway: no row is read.
import type { Database } from '@copse/postgres';
import { sql } from 'drizzle-orm';

/** Said of a log that PostgreSQL has not counted yet; the measured size of a short post. */
const UNCOUNTED_BYTES = 1500;

/** Bytes of an event with its indexes, from the planner's statistics: good to some per cent. */
export async function readEventBytes(db: Database): Promise<number> {
  const [row] = await db.execute<{ bytes: number; events: number }>(sql`
    select sum(pg_total_relation_size(class.oid))::float8 as bytes, sum(greatest(class.reltuples, 0))::float8 as events
    from pg_partition_tree('event') as part join pg_class as class on class.oid = part.relid
    where part.isleaf`);
  if (row === undefined || row.events < 1000) return UNCOUNTED_BYTES;
  return row.bytes / row.events;
}
