import { OF_COMMUNITY, personOf, WHO, windowOf } from '../facts/people.sql.ts';

/** Rows (start, newcomers, contributors): whose first contribution ever lies in the window, and all who contributed in it. */
export const query = `
WITH ${WHO},
firsts AS (
  SELECT
    ${personOf('contributed.identity')} AS person,
    min(contributed.first_at) AS first_at,
    groupUniqArrayArray(contributed.starts) AS starts
  FROM (
    SELECT
      assumeNotNull(actor) AS identity,
      min(toUnixTimestamp64Milli(occurred_at)) AS first_at,
      groupUniqArrayIf(
        ${windowOf('toUnixTimestamp64Milli(occurred_at)')},
        toUnixTimestamp64Milli(occurred_at) >= {from:Int64}
      ) AS starts
    FROM activities FINAL
    WHERE ${OF_COMMUNITY}
    AND occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND act IN {contributionActs:Array(String)}
    AND actor IS NOT NULL
    GROUP BY identity
  ) AS contributed
  LEFT JOIN who ON who.identity_id = contributed.identity
  WHERE NOT who.bot
  GROUP BY person
)
SELECT
  start,
  countIf(first_at >= {from:Int64} AND start = ${windowOf('first_at')}) AS newcomers,
  count() AS contributors
FROM firsts
ARRAY JOIN starts AS start
GROUP BY start
ORDER BY start`;
