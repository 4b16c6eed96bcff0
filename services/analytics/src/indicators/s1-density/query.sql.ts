import { HISTORIES, MEMBER_CHANGES, TRANSITIONS } from '../facts/members.sql.ts';
import { PARTICIPATION } from '../facts/participation.sql.ts';
import { WHO } from '../facts/people.sql.ts';
import { EDGES, NODES } from '../facts/ties.sql.ts';

/** Rows (start, ties, outsiders, member_change). */
export const query = `
WITH ${WHO}, ${PARTICIPATION}, ${HISTORIES}, ${TRANSITIONS}, ${EDGES}, ${NODES}
SELECT start, sum(out_ties) AS ties, sum(outsider) AS outsiders, sum(member_change) AS member_change
FROM (
  SELECT start, toInt64(length(targets)) AS out_ties, toInt64(outside) AS outsider, toInt64(0) AS member_change
  FROM nodes
  UNION ALL
  SELECT start, toInt64(0) AS out_ties, toInt64(0) AS outsider, toInt64(member_change) AS member_change
  FROM (${MEMBER_CHANGES})
)
GROUP BY start
ORDER BY start`;
