import { WAITS } from '../facts/needs.sql.ts';
import { WHO } from '../facts/people.sql.ts';

/**
 * Rows (start, needs, answered, median_ms, p90_ms) by Kaplan–Meier; a quantile that was not reached is null.
 * `survival` multiplies (1 − d/r) over the waits that ended, as a sum of logarithms in rising order of time;
 * a survival within 1e-9 of the bound has reached it, so that the rounding of doubles decides nothing.
 */
export const query = `
WITH ${WHO}, ${WAITS},
observed AS (
  SELECT start, if(answered, answered_at - opened, greatest({dataAsOf:Int64} - opened, toInt64(0))) AS duration, answered
  FROM waits
),
steps AS (
  SELECT start, duration, countIf(answered) AS ended, count() AS leaving
  FROM observed
  GROUP BY start, duration
),
risks AS (
  SELECT *, sum(leaving) OVER (PARTITION BY start ORDER BY duration DESC) AS at_risk
  FROM steps
),
survivals AS (
  SELECT
    *,
    exp(sum(log(toFloat64(at_risk - ended) / at_risk)) OVER (PARTITION BY start ORDER BY duration)) AS survival
  FROM risks
)
SELECT
  start,
  sum(leaving) AS needs,
  sum(ended) AS answered,
  if(countIf(survival <= 0.5 + 1e-9) = 0, NULL, minIf(duration, survival <= 0.5 + 1e-9)) AS median_ms,
  if(countIf(survival <= 0.1 + 1e-9) = 0, NULL, minIf(duration, survival <= 0.1 + 1e-9)) AS p90_ms
FROM survivals
GROUP BY start
ORDER BY start`;
