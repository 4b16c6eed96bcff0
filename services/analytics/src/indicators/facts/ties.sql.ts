// The reply graph: an edge from who replied, thanked or mentioned to who wrote it, per window.
import { IS_MEMBER_AT_END } from './members.sql.ts';
import { IN_SPAN, OF_COMMUNITY, personOf, refKey, windowOf } from './people.sql.ts';

/**
 * `edges(start, source, target)`: one row a directed edge and window; source and target are different people.
 *
 * The author of a target is who the app says; otherwise the actor of the target's own activity in this
 * community, whenever it happened and whenever it arrived; a reply or thank that names its thread and no
 * target goes to who began the thread. Needs `who`. A query should name `edges` once: each mention runs it again.
 */
export const EDGES = `
speech AS MATERIALIZED (
  SELECT
    ${windowOf('toUnixTimestamp64Milli(occurred_at)')} AS start,
    assumeNotNull(actor) AS identity,
    act IN {tieActs:Array(String)} AS ties,
    if(ties AND target_author IS NULL, ${refKey('if(notEmpty(target_ref), target_ref, thread_ref)')}, 0) AS answered,
    arrayConcat(if(ties AND target_author IS NOT NULL, [assumeNotNull(target_author)], []), mentions) AS addressed
  FROM activities FINAL
  WHERE ${OF_COMMUNITY}
  AND ${IN_SPAN}
  AND actor IS NOT NULL
  AND (act IN {tieActs:Array(String)} OR notEmpty(mentions))
),
identity_edges AS (
  SELECT DISTINCT start, identity AS source, arrayJoin(addressed) AS target
  FROM speech
  UNION ALL
  SELECT DISTINCT answers.start AS start, answers.identity AS source, authors.identity AS target
  FROM (
    SELECT ${refKey('activity_ref')} AS ref, assumeNotNull(actor) AS identity
    FROM activities FINAL
    WHERE ${OF_COMMUNITY}
    AND actor IS NOT NULL
  ) AS authors
  INNER JOIN (SELECT start, identity, answered FROM speech WHERE answered != 0) AS answers
    ON answers.answered = authors.ref
),
edges AS (
  SELECT DISTINCT
    identity_edges.start AS start,
    ${personOf('identity_edges.source', 'sources')} AS source,
    ${personOf('identity_edges.target', 'targets')} AS target
  FROM identity_edges
  LEFT JOIN who AS sources ON sources.identity_id = identity_edges.source
  LEFT JOIN who AS targets ON targets.identity_id = identity_edges.target
  WHERE NOT sources.bot AND NOT targets.bot AND source != target
)`;

/**
 * `nodes(start, person, targets, outside)`: everybody in a window's graph but members who did nothing and
 * were reached by nobody: whom they tie to, and whether they are no member at the window's end. Those, with
 * the members, are the graph's people. Needs `participation`, `histories` and `edges`.
 */
export const NODES = `
nodes AS (
  SELECT start, person, targets, NOT ${IS_MEMBER_AT_END} AS outside
  FROM (
    SELECT start, person, groupUniqArrayArray(reached) AS targets
    FROM (
      SELECT start, end.1 AS person, end.2 AS reached
      FROM edges
      ARRAY JOIN [(source, [target]), (target, CAST([], 'Array(UUID)'))] AS end
      UNION ALL
      SELECT start, person, CAST([], 'Array(UUID)') AS reached FROM participation
    )
    GROUP BY start, person
  ) AS seen
  LEFT JOIN histories ON histories.person = seen.person
)`;
