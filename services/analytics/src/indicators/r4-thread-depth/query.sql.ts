import { WHO, windowOf } from '../facts/people.sql.ts';
import { PLACED_REPLIES } from '../facts/threads.sql.ts';

/**
 * Rows (start, threads, replies, nested, chained): threads opened in the window, and the replies that joins
 * can place. Chained replies, whose window is not known yet, all stand in the first row.
 */
export const query = `
WITH ${WHO}, ${PLACED_REPLIES}
SELECT
  start,
  uniqExactIf(thread, thread != 0) AS threads,
  countIf(is_reply) AS replies,
  countIf(is_nested) AS nested,
  countIf(is_chained) AS chained
FROM (
  SELECT ${windowOf('at')} AS start, ref AS thread, false AS is_reply, false AS is_nested, false AS is_chained
  FROM said
  WHERE opens AND at >= {from:Int64} AND at < {to:Int64}
  UNION ALL
  SELECT
    if(chained, {from:Int64}, ${windowOf('thread_opened')}) AS start,
    if(chained, 0, placed.thread) AS thread,
    NOT chained AS is_reply,
    NOT chained AND nested AS is_nested,
    chained AS is_chained
  FROM placed
  WHERE chained OR (placed.thread != 0 AND thread_opened >= {from:Int64} AND thread_opened < {to:Int64})
)
GROUP BY start
ORDER BY start`;

/**
 * One row: replies whose parent is a reply and that name no thread, with numbers for references, so that
 * none has to travel. `openings` is when the thread of the parent was opened, `nowhere` where joins cannot tell.
 */
export const chainsQuery = `
WITH ${WHO}, ${PLACED_REPLIES}
SELECT
  arrayEnumerateDense(arrayConcat(groupArray(ref), groupArray(parent))) AS numbers,
  groupArray(at) AS at,
  groupArray(opening) AS openings
FROM (
  SELECT
    chain.ref AS ref,
    chain.parent AS parent,
    chain.at AS at,
    if(parents.thread != 0, parents.thread_opened, {nowhere:Int64}) AS opening
  FROM (SELECT ref, parent, at FROM placed WHERE chained) AS chain
  LEFT JOIN (SELECT ref, thread, thread_opened FROM placed WHERE NOT chained AND thread != 0) AS parents
    ON parents.ref = chain.parent
)`;
