import { HISTORIES, MEMBER_CHANGES, TRANSITIONS } from '../facts/members.sql.ts';
import { PARTICIPATION } from '../facts/participation.sql.ts';
import { BOTS, LINKS } from '../facts/people.sql.ts';
import { EDGES, OUTSIDERS } from '../facts/ties.sql.ts';

/**
 * Rows (start, ends, outsiders, member_change). `ends` numbers the people of a window's pairs densely from 1:
 * first all first ends, then all second ends, so that no id of a person has to travel.
 */
export const query = `
WITH ${LINKS}, ${BOTS}, ${PARTICIPATION}, ${HISTORIES}, ${TRANSITIONS}, ${EDGES}, ${OUTSIDERS}
SELECT
  start,
  arrayFlatten(groupArray(dense)) AS ends,
  sum(outside) AS outsiders,
  sum(member_change) AS member_change
FROM (
  SELECT
    start,
    arrayEnumerateDense(arrayConcat(groupArray(first), groupArray(second))) AS dense,
    toInt64(0) AS outside,
    toInt64(0) AS member_change
  FROM (SELECT DISTINCT start, least(source, target) AS first, greatest(source, target) AS second FROM edges)
  GROUP BY start
  UNION ALL
  SELECT start, [] AS dense, toInt64(people) AS outside, toInt64(0) AS member_change FROM outsiders
  UNION ALL
  SELECT start, [] AS dense, toInt64(0) AS outside, toInt64(member_change) AS member_change FROM (${MEMBER_CHANGES})
)
GROUP BY start
ORDER BY start`;
