import { HISTORIES, MEMBER_CHANGES, TRANSITIONS } from '../facts/members.sql.ts';
import { PARTICIPATION } from '../facts/participation.sql.ts';
import { BOTS, LINKS } from '../facts/people.sql.ts';
import { EDGES, OUTSIDERS } from '../facts/ties.sql.ts';

/** Rows (start, ties, outsiders, member_change). */
export const query = `
WITH ${LINKS}, ${BOTS}, ${PARTICIPATION}, ${HISTORIES}, ${TRANSITIONS}, ${EDGES}, ${OUTSIDERS}
SELECT start, sum(ties) AS ties, sum(outside) AS outsiders, sum(member_change) AS member_change
FROM (
  SELECT start, toInt64(count()) AS ties, toInt64(0) AS outside, toInt64(0) AS member_change FROM edges GROUP BY start
  UNION ALL
  SELECT start, toInt64(0) AS ties, toInt64(people) AS outside, toInt64(0) AS member_change FROM outsiders
  UNION ALL
  SELECT start, toInt64(0) AS ties, toInt64(0) AS outside, toInt64(member_change) AS member_change FROM (${MEMBER_CHANGES})
)
GROUP BY start
ORDER BY start`;
