import { HISTORIES, IS_MEMBER_AT_END } from '../facts/members.sql.ts';
import { PARTICIPATION } from '../facts/participation.sql.ts';
import { WHO } from '../facts/people.sql.ts';

/** Rows (start, contributors, present): members at the window's end who contributed, and who did anything. */
export const query = `
WITH ${WHO}, ${PARTICIPATION}, ${HISTORIES}
SELECT start, countIf(contributions > 0) AS contributors, count() AS present
FROM participation
INNER JOIN histories ON histories.person = participation.person
WHERE ${IS_MEMBER_AT_END}
GROUP BY start
ORDER BY start`;
