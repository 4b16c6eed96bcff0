// Who did how much in which window: what E1, E2, E4, S1, S3, S8 and S9 begin with.
import { IN_SPAN, OF_COMMUNITY, personOf, windowOf } from './people.sql.ts';

/**
 * `participation(start, person, contributions, attendances, events)`: one row a person and window with any
 * event, reading included. Needs `who`.
 */
export const PARTICIPATION = `
participation AS (
  SELECT
    start,
    ${personOf('acted.identity')} AS person,
    sum(acted.contributions) AS contributions,
    sum(acted.attendances) AS attendances,
    sum(acted.events) AS events
  FROM (
    SELECT
      ${windowOf('toUnixTimestamp64Milli(occurred_at)')} AS start,
      assumeNotNull(actor) AS identity,
      countIf(act IN {contributionActs:Array(String)}) AS contributions,
      countIf(act IN {attendanceActs:Array(String)}) AS attendances,
      count() AS events
    FROM activities FINAL
    WHERE ${OF_COMMUNITY}
    AND ${IN_SPAN}
    AND actor IS NOT NULL
    GROUP BY start, identity
  ) AS acted
  LEFT JOIN who ON who.identity_id = acted.identity
  WHERE NOT who.bot
  GROUP BY start, person
)`;
