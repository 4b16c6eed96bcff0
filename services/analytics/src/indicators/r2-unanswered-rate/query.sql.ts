import { WAITS } from '../facts/needs.sql.ts';
import { WHO } from '../facts/people.sql.ts';

/** Rows (start, matured, unanswered). A need is judged at min(end of W + D, dataAsOf). */
export const query = `
WITH ${WHO}, ${WAITS}
SELECT
  start,
  count() AS matured,
  countIf(NOT answered OR answered_at - opened > {patience:Int64}) AS unanswered
FROM waits
WHERE opened <= least(
  transform(start, {starts:Array(Int64)}, {ends:Array(Int64)}, toInt64(0)) + {patience:Int64},
  {dataAsOf:Int64}
) - {patience:Int64}
GROUP BY start
ORDER BY start`;
