import { HISTORIES, TRANSITIONS } from '../facts/members.sql.ts';
import { OF_COMMUNITY, personOf, WHO } from '../facts/people.sql.ts';

/**
 * Rows (start, joined, returned): who joined in the window that begins at `start`, and who of them was
 * active in the period `laterStarts` names for it. Those periods follow each other without gaps.
 */
export const query = `
WITH ${WHO}, ${HISTORIES}, ${TRANSITIONS},
cohorts AS (
  SELECT DISTINCT roundDown(at, {starts:Array(Int64)}) AS start, person
  FROM transitions
  WHERE joins = 1 AND at >= {from:Int64} AND at < {to:Int64}
),
later AS (
  SELECT DISTINCT
    transform(acted.period, {laterStarts:Array(Int64)}, {starts:Array(Int64)}, toInt64(0)) AS start,
    ${personOf('acted.identity')} AS person
  FROM (
    SELECT DISTINCT
      roundDown(toUnixTimestamp64Milli(occurred_at), {laterStarts:Array(Int64)}) AS period,
      assumeNotNull(actor) AS identity
    FROM activities FINAL
    WHERE ${OF_COMMUNITY}
    AND occurred_at >= fromUnixTimestamp64Milli({laterFrom:Int64}, 'UTC')
    AND occurred_at < fromUnixTimestamp64Milli({laterTo:Int64}, 'UTC')
    AND (act IN {contributionActs:Array(String)} OR act IN {attendanceActs:Array(String)})
    AND actor IS NOT NULL
  ) AS acted
  LEFT JOIN who ON who.identity_id = acted.identity
  WHERE NOT who.bot
)
SELECT start, count() AS joined, countIf((start, person) IN (SELECT start, person FROM later)) AS returned
FROM cohorts
GROUP BY start
ORDER BY start`;
