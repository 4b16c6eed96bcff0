import { OF_COMMUNITY, personOf, WHO } from '../facts/people.sql.ts';

/**
 * Rows (start, before, stayed): who was active in the period before the window that begins at `start`, and
 * who of them was active in the window. `periodStarts` begins one period before the first window's;
 * `nextStarts` names for each period the window after it (`nowhere` for the last).
 */
export const query = `
WITH ${WHO},
active AS MATERIALIZED (
  SELECT
    acted.period AS period,
    ${personOf('acted.identity')} AS person,
    max(acted.in_span) AS in_span
  FROM (
    SELECT
      roundDown(toUnixTimestamp64Milli(occurred_at), {periodStarts:Array(Int64)}) AS period,
      assumeNotNull(actor) AS identity,
      max(toUnixTimestamp64Milli(occurred_at) >= {from:Int64}) AS in_span
    FROM activities FINAL
    WHERE ${OF_COMMUNITY}
    AND occurred_at >= fromUnixTimestamp64Milli({periodsFrom:Int64}, 'UTC')
    AND occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND (act IN {contributionActs:Array(String)} OR act IN {attendanceActs:Array(String)})
    AND actor IS NOT NULL
    GROUP BY period, identity
  ) AS acted
  LEFT JOIN who ON who.identity_id = acted.identity
  WHERE NOT who.bot
  GROUP BY period, person
)
SELECT
  transform(period, {periodStarts:Array(Int64)}, {nextStarts:Array(Int64)}, {nowhere:Int64}) AS start,
  count() AS before,
  countIf(
    (transform(period, {periodStarts:Array(Int64)}, {nextPeriods:Array(Int64)}, {nowhere:Int64}), person)
    IN (SELECT period, person FROM active WHERE in_span)
  ) AS stayed
FROM active
WHERE start != {nowhere:Int64}
GROUP BY start
ORDER BY start`;
