// Needs and how long they waited: what R1 and R2 begin with.
import { IN_SPAN, OF_COMMUNITY, personOf, refKey, windowOf } from './people.sql.ts';

/**
 * `waits(need, start, opened, answered, answered_at)`: one row a need that was opened in the span by anybody
 * but a bot, with the first reply to it by another human. A reply is to the activity it targets; one that
 * names its thread and no target is to what began the thread. A reply dated up to a day before its need
 * ended the wait at once (clocks differ); what is older is no reply to it. Needs `who`.
 */
export const WAITS = `
asked AS MATERIALIZED (
  SELECT
    ${refKey('activity_ref')} AS ref,
    ${windowOf('toUnixTimestamp64Milli(occurred_at)')} AS start,
    toUnixTimestamp64Milli(occurred_at) AS opened,
    ifNull(actor, toUUID('00000000-0000-0000-0000-000000000000')) AS identity
  FROM activities FINAL
  WHERE ${OF_COMMUNITY}
  AND ${IN_SPAN}
  AND act = 'ask'
  AND kind IN {needKinds:Array(String)}
),
needs AS (
  SELECT asked.ref AS need, asked.start AS start, asked.opened AS opened, ${personOf('asked.identity')} AS asker
  FROM asked
  LEFT JOIN who ON who.identity_id = asked.identity
  WHERE NOT who.bot
),
replied AS (
  SELECT
    ${refKey('if(notEmpty(target_ref), target_ref, thread_ref)')} AS answered,
    ${refKey('activity_ref')} AS ref,
    toUnixTimestamp64Milli(occurred_at) AS at,
    assumeNotNull(actor) AS identity
  FROM activities FINAL
  WHERE ${OF_COMMUNITY}
  AND occurred_at >= fromUnixTimestamp64Milli({from:Int64} - {clockSkew:Int64}, 'UTC')
  AND act IN {replyActs:Array(String)}
  AND actor IS NOT NULL
  AND answered IN (SELECT asked.ref FROM asked)
),
replies AS (
  SELECT replied.answered AS need, replied.ref AS ref, replied.at AS at, ${personOf('replied.identity')} AS replier
  FROM replied
  LEFT JOIN who ON who.identity_id = replied.identity
  WHERE NOT who.bot
),
waits AS (
  SELECT
    need,
    start,
    opened,
    countIf(ends_wait) > 0 AS answered,
    minIf(greatest(replied_at, opened), ends_wait) AS answered_at
  FROM (
    SELECT
      needs.need AS need,
      needs.start AS start,
      needs.opened AS opened,
      replies.at AS replied_at,
      notEmpty(replies.replier) AND replies.replier != needs.asker AND replies.at >= needs.opened - {clockSkew:Int64} AS ends_wait
    FROM needs
    LEFT JOIN replies ON replies.need = needs.need
  )
  GROUP BY need, start, opened
)`;

/** `behind(ref)`: the needs, and the replies that end their wait or would have, had they been the first. Needs `WAITS`. */
export const NEEDS_AND_REPLIES = `
behind AS (
  SELECT need AS ref FROM needs
  UNION ALL
  SELECT replies.ref AS ref
  FROM replies
  INNER JOIN needs ON needs.need = replies.need
  WHERE replies.replier != needs.asker AND replies.at >= needs.opened - {clockSkew:Int64}
)`;
