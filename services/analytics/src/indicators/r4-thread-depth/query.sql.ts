import { BOTS, LINKS, windowOf } from '../facts/people.sql.ts';
import { PLACED_REPLIES } from '../facts/threads.sql.ts';

/** Rows (start, threads, replies, nested): threads opened in the window, and the replies that joins can place. */
export const query = `
WITH ${LINKS}, ${BOTS}, ${PLACED_REPLIES}
SELECT start, uniqExact(thread) AS threads, sum(reply) AS replies, sum(deep) AS nested
FROM (
  SELECT ${windowOf('at')} AS start, ref AS thread, toUInt64(0) AS reply, toUInt64(0) AS deep
  FROM said
  WHERE opens AND NOT replies AND at >= {from:Int64} AND at < {to:Int64}
  UNION ALL
  SELECT ${windowOf('thread_opened')} AS start, thread_ref AS thread, toUInt64(1) AS reply, toUInt64(nested) AS deep
  FROM placed
  WHERE thread_ref != '' AND thread_opened >= {from:Int64} AND thread_opened < {to:Int64}
)
GROUP BY start
ORDER BY start`;

/**
 * One row: replies whose parent is a reply and that name no thread, with numbers for references, so that
 * none has to travel. `openings` is when the thread of the parent was opened, `nowhere` where joins cannot tell.
 */
export const chainsQuery = `
WITH ${LINKS}, ${BOTS}, ${PLACED_REPLIES},
chains AS (
  SELECT chained_reply.ref AS ref, chained_reply.parent AS parent, chained_reply.at AS at,
    if(parents.thread_ref != '', parents.thread_opened, NULL) AS opening
  FROM (SELECT * FROM placed WHERE chained) AS chained_reply
  LEFT JOIN (SELECT * FROM placed WHERE thread_ref != '') AS parents ON parents.ref = chained_reply.parent
)
SELECT
  arrayEnumerateDense(arrayConcat(groupArray(ref), groupArray(parent))) AS numbers,
  groupArray(at) AS at,
  groupArray(ifNull(opening, {nowhere:Int64})) AS openings
FROM chains`;
