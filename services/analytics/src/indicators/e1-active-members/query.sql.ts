import { PARTICIPATION } from '../facts/participation.sql.ts';
import { WHO } from '../facts/people.sql.ts';

/** Rows (start, active, acts). */
export const query = `
WITH ${WHO}, ${PARTICIPATION}
SELECT
  start,
  countIf(contributions + attendances > 0) AS active,
  sum(contributions + attendances) AS acts
FROM participation
GROUP BY start
ORDER BY start`;
