import { WHO } from '../facts/people.sql.ts';
import { EDGES } from '../facts/ties.sql.ts';

/** Rows (start, ties, mutual, people): edges, edges whose reverse is there too, and people with a tie. */
export const query = `
WITH ${WHO}, ${EDGES}
SELECT
  start,
  sum(directions) AS ties,
  sumIf(directions, directions = 2) AS mutual,
  uniqExactArray([first, second]) AS people
FROM (
  SELECT start, least(source, target) AS first, greatest(source, target) AS second, count() AS directions
  FROM edges
  GROUP BY start, first, second
)
GROUP BY start
ORDER BY start`;
