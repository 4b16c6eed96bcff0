// How large an event is in the log, on average, from what PostgreSQL counts anyway: no row is read.
import type { Database } from '@copse/postgres';
import { sql } from 'drizzle-orm';

/** Said of a log that PostgreSQL has not counted yet: more than a short post takes. */
const UNCOUNTED_BYTES = 1500;

/**
 * Bytes of an event with its indexes: good to some per cent. A count is as old as the last look of autovacuum, and
 * the log may have grown tenfold since; how many rows a page holds stays, so they are reckoned from its pages now,
 * as the planner does.
 */
export async function readEventBytes(db: Database): Promise<number> {
  const [row] = await db.execute<{ bytes: number | null; events: number | null }>(sql`
    select sum(pg_total_relation_size(class.oid))::float8 as bytes,
           sum(class.reltuples::float8 / class.relpages
               * (pg_relation_size(class.oid) / current_setting('block_size')::integer)) as events
    from pg_partition_tree('event') as part join pg_class as class on class.oid = part.relid
    where part.isleaf and class.relpages > 0 and class.reltuples > 0`);
  const { bytes = null, events = null } = row ?? {};
  if (bytes === null || events === null || events < 1000) return UNCOUNTED_BYTES;
  return bytes / events;
}
