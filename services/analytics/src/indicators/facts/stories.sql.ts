// Steps of stories that were told: what V1 and the matrix count.
import { windowOf } from './people.sql.ts';

/**
 * `told_steps(start, story_id, step_id, cycle, sign, status)`: the steps of each story's newest version, of
 * stories that were submitted or published; a draft is the teller's own. A step without a time stands where
 * its story was last recorded.
 */
export const TOLD_STEPS = `
told AS (
  SELECT story_id, stories.version AS version, status, toUnixTimestamp64Milli(recorded_at) AS recorded
  FROM stories FINAL
  WHERE tenant = {tenant:String} AND community = {community:String} AND status != 'draft'
),
told_steps AS (
  SELECT DISTINCT
    ${windowOf('at')} AS start,
    story_id,
    step_id,
    cycle,
    sign,
    status
  FROM (
    SELECT
      story_steps.story_id AS story_id,
      story_steps.step_id AS step_id,
      story_steps.cycle AS cycle,
      story_steps.sign AS sign,
      told.status AS status,
      coalesce(toUnixTimestamp64Milli(story_steps.occurred_at), told.recorded) AS at
    FROM story_steps
    INNER JOIN told ON told.story_id = story_steps.story_id AND told.version = story_steps.version
    WHERE story_steps.tenant = {tenant:String}
  )
  WHERE at >= {from:Int64} AND at < {to:Int64}
)`;
