import { HISTORIES, IS_MEMBER_AT_END, MEMBER_CHANGES, TRANSITIONS } from '../facts/members.sql.ts';
import { PARTICIPATION } from '../facts/participation.sql.ts';
import { WHO } from '../facts/people.sql.ts';

/** Rows (start, active_members, member_change). */
export const query = `
WITH ${WHO}, ${PARTICIPATION}, ${HISTORIES}, ${TRANSITIONS}
SELECT start, sum(active_members) AS active_members, sum(member_change) AS member_change
FROM (
  SELECT start, toInt64(count()) AS active_members, toInt64(0) AS member_change
  FROM participation
  INNER JOIN histories ON histories.person = participation.person
  WHERE contributions + attendances > 0 AND ${IS_MEMBER_AT_END}
  GROUP BY start
  UNION ALL
  SELECT start, toInt64(0) AS active_members, toInt64(member_change) AS member_change FROM (${MEMBER_CHANGES})
)
GROUP BY start
ORDER BY start`;
