import { TOLD_STEPS } from '../facts/stories.sql.ts';

/** Rows (start, cycles, steps). */
export const query = `
WITH ${TOLD_STEPS}
SELECT start, arraySort(groupUniqArray(cycle)) AS cycles, count() AS steps
FROM told_steps
GROUP BY start
ORDER BY start`;
