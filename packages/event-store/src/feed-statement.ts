// The statement that reads the feed. It composes each public event as text, so that the bytes pass through
// the relay untouched. The sort is qualified: with xid as text in the select list, a bare "order by xid"
// would sort by its digits and skip events whenever transaction ids gain one.
import type { EventRoutes } from './event-routes.ts';

/** What stands in the column `route` for an event that stays inside, and for one nobody placed. */
export const ROUTE_PRIVATE = '-';
export const ROUTE_UNKNOWN = '?';

/**
 * Parameters: $1 incarnation, $2 xid and $3 pos to read after, $4 rows, $5 the incarnation being written. Only in
 * that one may a transaction still be open, so only there does xmin bound what is read.
 * Columns: place (xid, pos and route, with blanks between: a column is a buffer of its own at the reader, and only
 * the last row's position is asked for), key, value (for an event nobody placed: its type). Route is the index of
 * the topic.
 */
export function composeFeedStatement(routes: EventRoutes): string {
  return `select event.xid || ' ' || event.pos || ' ' || ${composeRoute(routes)} as place,
    event.tenant || '/' || event.stream_id as key,
    ${composeValue(routes)} as value
  from event_feed as event
  where event.incarnation = $1::integer
    and (event.xid, event.pos) > ($2::text::xid8, $3::bigint)
    and (event.xid < pg_snapshot_xmin(pg_current_snapshot()) or event.incarnation < $5::integer)
  order by event.incarnation, event.xid, event.pos
  limit $4::integer`;
}

function composeRoute({ routes, privateTypes }: EventRoutes): string {
  const sent = routes.map((route) => `when ${quote(route.type)} then '${route.topic}'`);
  const kept = privateTypes.map((type) => `when ${quote(type)} then '${ROUTE_PRIVATE}'`);
  return composeCase([...sent, ...kept], `'${ROUTE_UNKNOWN}'`);
}

/** Null for a private event, the envelope for a public one; see packages/contracts/src/envelope.ts. */
function composeValue({ source, routes, privateTypes }: EventRoutes): string {
  const types = routes.map(
    (route) => `when ${quote(route.type)} then ${quote(JSON.stringify(route.publicType))}`,
  );
  const kept = privateTypes.map((type) => `when ${quote(type)} then null`);
  // Only an unknown type makes the envelope null.
  const envelope = `'{"specversion":"1.0","id":"' || event.event_id
      || ${quote(`","source":${JSON.stringify(source)},"type":`)} || ${composeCase(types, 'null::text')}
      || ',"subject":' || to_json(event.stream_id)
      || ',"time":"' || to_char(event.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      || '","datacontenttype":"application/json","tenantid":' || to_json(event.tenant)
      || ',"streamversion":' || event.version
      || coalesce(',"traceparent":' || to_json(event.traceparent), '')
      || ',"data":' || event.data || '}'`;
  return composeCase(kept, `coalesce(${envelope}, event.type)`);
}

function composeCase(branches: readonly string[], otherwise: string): string {
  return branches.length === 0 ? otherwise : `case event.type ${branches.join(' ')} else ${otherwise} end`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
