// Threads and the replies in them, as far as joins can tell: what R4 begins with.
import { OF_COMMUNITY } from './people.sql.ts';

/**
 * `said(ref, at, opens, parent, thread, replies)`: every activity of anybody but a bot, from a day before the
 * span on. One that replies has a parent: its target, else its thread. `opens` says that the act by itself
 * opens a thread.
 *
 * `placed(ref, at, thread_ref, thread_opened, nested, chained)`: every reply with its thread, which is the
 * one it names where that begins a thread, else its parent where that does. `chained` replies have a parent
 * that is a reply too and no such thread; they are followed elsewhere. `thread_ref` is '' where the reply
 * hangs on nothing. A reply more than a day older than its thread is not in it (clocks differ by less).
 * Needs `links` and `bots`.
 */
export const PLACED_REPLIES = `
said AS (
  SELECT
    activity_ref AS ref,
    toUnixTimestamp64Milli(occurred_at) AS at,
    act = 'ask' AS opens,
    if(target_ref NOT IN ('', activity_ref), target_ref, if(thread_ref != activity_ref, thread_ref, '')) AS parent,
    if(thread_ref != activity_ref, thread_ref, '') AS thread,
    act IN {replyActs:Array(String)} AND parent != '' AS replies
  FROM activities FINAL
  WHERE ${OF_COMMUNITY}
  AND occurred_at >= fromUnixTimestamp64Milli({from:Int64} - {clockSkew:Int64}, 'UTC')
  AND (actor IS NULL OR assumeNotNull(actor) NOT IN (SELECT identity_id FROM bots))
),
placed AS (
  SELECT
    reply.ref AS ref,
    reply.at AS at,
    reply.parent AS parent,
    notEmpty(named.ref) AND NOT named.replies AS names_thread,
    notEmpty(parents.ref) AND NOT parents.replies AS on_thread,
    multiIf(names_thread, named.at, on_thread, parents.at, toInt64(0)) AS opened,
    reply.at >= opened - {clockSkew:Int64} AS in_time,
    multiIf(names_thread AND in_time, named.ref, on_thread AND NOT names_thread AND in_time, parents.ref, '') AS thread_ref,
    opened AS thread_opened,
    NOT names_thread AND notEmpty(parents.ref) AND parents.replies AS chained,
    notEmpty(parents.ref) AND parents.replies AND parents.at >= opened - {clockSkew:Int64} AS nested
  FROM (SELECT * FROM said WHERE replies) AS reply
  LEFT JOIN said AS named ON named.ref = reply.thread
  LEFT JOIN said AS parents ON parents.ref = reply.parent
)`;
