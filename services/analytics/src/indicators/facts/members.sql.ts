// Who was a member when. A person's changes are few, so they travel as one array, in the order in which
// they took effect; a change at the very end of a window belongs to the next.

/**
 * `histories(person, history)`: each person's changes as (milliseconds, stream version, is a member).
 * People all of whose identities are bots are no members. Needs `who`.
 */
export const HISTORIES = `
histories AS MATERIALIZED (
  SELECT
    membership_changes.person_id AS person,
    arraySort(groupUniqArray((toUnixTimestamp64Milli(at), stream_version, toUInt8(change = 'joined')))) AS history
  FROM membership_changes
  WHERE tenant = {tenant:String} AND community = {community:String}
  AND membership_changes.person_id NOT IN (
    SELECT person_id
    FROM who
    WHERE notEmpty(person_id)
    GROUP BY person_id
    HAVING min(bot) = 1
  )
  GROUP BY person
)`;

/**
 * `transitions(person, at, joins)`: the changes that changed something; joining twice joins once.
 * Needs `histories`.
 */
export const TRANSITIONS = `
transitions AS (
  SELECT person, transition.1 AS at, transition.3 AS joins
  FROM (
    SELECT
      person,
      arrayFilter(
        (change, position) -> change.3 != if(position = 1, 0, history[position - 1].3),
        history,
        arrayEnumerate(history)
      ) AS effective
    FROM histories
  )
  ARRAY JOIN effective AS transition
)`;

/**
 * Rows (start, member_change): by how much the number of members changes in a window; what happened before
 * the span stands in its first window, so that the running sum is the number at a window's end.
 */
export const MEMBER_CHANGES = `
  SELECT roundDown(at, {starts:Array(Int64)}) AS start, sum(if(joins = 1, 1, -1)) AS member_change
  FROM transitions
  WHERE at < {to:Int64}
  GROUP BY start`;

/** Whether a person with this history was a member at the end of the window that begins at `start`. */
export const IS_MEMBER_AT_END = `
  (arrayLast(change -> change.1 < transform(start, {starts:Array(Int64)}, {ends:Array(Int64)}, toInt64(0)), history).3 = 1)`;
