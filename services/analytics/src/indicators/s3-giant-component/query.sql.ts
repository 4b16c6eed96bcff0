import { HISTORIES, MEMBER_CHANGES, TRANSITIONS } from '../facts/members.sql.ts';
import { PARTICIPATION } from '../facts/participation.sql.ts';
import { WHO } from '../facts/people.sql.ts';
import { EDGES, NODES } from '../facts/ties.sql.ts';

/**
 * Rows (start, ends, outsiders, member_change). `ends` numbers the people of a window's ties densely from 1:
 * first all sources, then all targets, so that no id of a person has to travel.
 */
export const query = `
WITH ${WHO}, ${PARTICIPATION}, ${HISTORIES}, ${TRANSITIONS}, ${EDGES}, ${NODES}
SELECT
  start,
  arrayEnumerateDense(arrayConcat(arrayFlatten(groupArray(sources)), arrayFlatten(groupArray(targets)))) AS ends,
  sum(outsider) AS outsiders,
  sum(member_change) AS member_change
FROM (
  SELECT
    start,
    arrayMap(target -> person, targets) AS sources,
    targets,
    toInt64(outside) AS outsider,
    toInt64(0) AS member_change
  FROM nodes
  UNION ALL
  SELECT start, [] AS sources, [] AS targets, toInt64(0) AS outsider, toInt64(member_change) AS member_change
  FROM (${MEMBER_CHANGES})
)
GROUP BY start
ORDER BY start`;
