// Transaction ids belong to a database cluster. A log restored into another one must not go on in the order of
// ids that begin anew: the restore raises the incarnation, and a start without it is refused.
import { connectPostgres } from '@copse/postgres';
import type postgres from 'postgres';
import { IncarnationError } from './errors.ts';

/** Throws IncarnationError unless every transaction id of the present incarnation lies behind the cluster's next one. */
export async function checkIncarnation(sql: postgres.Sql): Promise<void> {
  const [row] = await sql<{ incarnation: number; greatest: string; next: string }[]>`
    select log.incarnation, newest.xid::text as greatest, pg_snapshot_xmax(pg_current_snapshot())::text as next
    from event_log as log
    join lateral (
      select event.xid from event_feed as event where event.incarnation = log.incarnation
      order by event.incarnation desc, event.xid desc, event.pos desc limit 1
    ) as newest on newest.xid >= pg_snapshot_xmax(pg_current_snapshot())`;
  if (row === undefined) return;
  throw new IncarnationError(
    `this event log was restored into another PostgreSQL cluster: its incarnation ${row.incarnation} has transaction ` +
      `${row.greatest}, the cluster's next one is ${row.next}; raise the incarnation as the database's owner ` +
      '("select raise_event_log_incarnation()"), then start again',
  );
}

/** Begins a new incarnation, as the database's owner, after a restore into another cluster. Gives its number. */
export async function raiseIncarnation(options: { url: string }): Promise<number> {
  const connection = connectPostgres({
    url: options.url,
    applicationName: 'copse-restore',
    maxConnections: 1,
  });
  try {
    const [row] = await connection.sql<
      { incarnation: number }[]
    >`select raise_event_log_incarnation() as incarnation`;
    if (row === undefined) throw new Error('raise_event_log_incarnation answered nothing');
    return row.incarnation;
  } finally {
    await connection.close();
  }
}
