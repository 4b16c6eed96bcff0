// How contributions are spread over people: what S8 and S9 measure.
import { PARTICIPATION } from './participation.sql.ts';
import { WHO } from './people.sql.ts';

/** Rows (start, bins): for each window the histogram of contributions as pairs [contributions, people], rising. */
export const CONTRIBUTION_HISTOGRAM = `
WITH ${WHO}, ${PARTICIPATION}
SELECT start, arraySort(groupArray((contributions, people))) AS bins
FROM (
  SELECT start, contributions, count() AS people
  FROM participation
  WHERE contributions > 0
  GROUP BY start, contributions
)
GROUP BY start
ORDER BY start`;
