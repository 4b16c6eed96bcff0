import { PARTICIPATION } from '../facts/participation.sql.ts';
import { BOTS, LINKS } from '../facts/people.sql.ts';

/** Rows (start, active, acts). */
export const query = `
WITH ${LINKS}, ${BOTS}, ${PARTICIPATION}
SELECT
  start,
  countIf(contributions + attendances > 0) AS active,
  sum(contributions + attendances) AS acts
FROM participation
GROUP BY start
ORDER BY start`;
