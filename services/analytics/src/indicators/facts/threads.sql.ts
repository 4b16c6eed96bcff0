// Threads and the replies in them, as far as joins can tell: what R4 begins with.
import { OF_COMMUNITY, refKey } from './people.sql.ts';

const SAID = `
  SELECT
    ${refKey('activity_ref')} AS ref,
    toUnixTimestamp64Milli(occurred_at) AS at,
    act = 'ask' AS opens,
    if(thread_ref != activity_ref, ${refKey('thread_ref')}, 0) AS thread,
    if(notEmpty(target_ref) AND target_ref != activity_ref, ${refKey('target_ref')}, thread) AS parent,
    act IN {replyActs:Array(String)} AND parent != 0 AS replies
  FROM activities FINAL
  WHERE ${OF_COMMUNITY}
  AND (actor IS NULL OR assumeNotNull(actor) NOT IN (SELECT identity_id FROM who WHERE bot))`;

/**
 * `said(ref, at, opens, parent, thread, replies)`: every activity of anybody but a bot, from a day before the
 * span on. One that replies has a parent: its target, else its thread. `opens` says that the act by itself
 * opens a thread.
 *
 * `placed(ref, parent, at, thread, thread_opened, nested, chained)`: every reply with its thread, which is the
 * one it names where that begins a thread, else its parent where that does. `chained` replies have a parent
 * that is a reply too and no such thread; they are followed elsewhere. `thread` is 0 where the reply hangs on
 * nothing. A reply more than a day older than its thread is not in it (clocks differ by less).
 * The thread a reply names is looked up in all of the community's history (`openers`): one that is older than
 * the span takes the reply with it, whatever its target. Needs `who`.
 */
export const PLACED_REPLIES = `
said AS MATERIALIZED (${SAID}
  AND occurred_at >= fromUnixTimestamp64Milli({from:Int64} - {clockSkew:Int64}, 'UTC')
),
openers AS (
  SELECT ref, at
  FROM (${SAID})
  WHERE NOT replies AND ref IN (SELECT thread FROM said WHERE replies AND thread != 0)
),
placed AS MATERIALIZED (
  SELECT
    reply.ref AS ref,
    reply.parent AS parent,
    reply.at AS at,
    named.ref != 0 AS names_thread,
    parents.ref != 0 AND NOT parents.replies AS on_thread,
    multiIf(names_thread, named.at, on_thread, parents.at, toInt64(0)) AS thread_opened,
    reply.at >= thread_opened - {clockSkew:Int64} AS in_time,
    multiIf(NOT in_time, 0, names_thread, named.ref, on_thread, parents.ref, 0) AS thread,
    NOT names_thread AND parents.replies AS chained,
    parents.replies AND parents.at >= thread_opened - {clockSkew:Int64} AS nested
  FROM (SELECT ref, parent, thread, at FROM said WHERE replies) AS reply
  LEFT JOIN openers AS named ON named.ref = reply.thread
  LEFT JOIN (SELECT ref, at, replies FROM said) AS parents ON parents.ref = reply.parent
)`;

/**
 * `behind(ref)`: the threads opened in the span, and the replies that joins can place in them. Needs
 * `PLACED_REPLIES`.
 */
export const THREADS_AND_REPLIES = `
behind AS (
  SELECT ref FROM said WHERE opens AND at >= {from:Int64} AND at < {to:Int64}
  UNION ALL
  SELECT arrayJoin([placed.thread, placed.ref]) AS ref
  FROM placed
  WHERE NOT chained AND placed.thread != 0 AND thread_opened >= {from:Int64} AND thread_opened < {to:Int64}
)`;
