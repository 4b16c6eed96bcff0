// The reply graph: an edge from who replied, thanked or mentioned to who wrote it, per window.
import { IS_MEMBER_AT_END } from './members.sql.ts';
import { IN_SPAN, OF_COMMUNITY, personOf, windowOf } from './people.sql.ts';

/**
 * `edges(start, source, target)`: one row a directed edge and window; source and target are different people.
 *
 * The author of a target is who the app says; otherwise the actor of the target's own activity in this
 * community, whenever it happened and whenever it arrived; a reply that names its thread and no target
 * replies to who began the thread. `authors` needs no FINAL: argMax takes the newest version of each row (of a tuple, since it passes over NULLs).
 * Needs `links` and `bots`.
 */
export const EDGES = `
speech AS (
  SELECT
    ${windowOf('toUnixTimestamp64Milli(occurred_at)')} AS start,
    assumeNotNull(actor) AS identity,
    act IN {tieActs:Array(String)} AS ties,
    target_author,
    if(target_ref != '', target_ref, thread_ref) AS answered_ref,
    mentions
  FROM activities FINAL
  WHERE ${OF_COMMUNITY}
  AND ${IN_SPAN}
  AND actor IS NOT NULL
  AND (act IN {tieActs:Array(String)} OR notEmpty(mentions))
),
authors AS (
  SELECT activity_ref, argMax(tuple(activities.actor), activities.version).1 AS author
  FROM activities
  WHERE tenant = {tenant:String} AND community = {community:String}
  AND activity_ref IN (SELECT answered_ref FROM speech WHERE ties AND target_author IS NULL AND answered_ref != '')
  GROUP BY activity_ref
  HAVING argMax(is_deleted, activities.version) = 0
),
identity_edges AS (
  SELECT DISTINCT start, identity AS source, assumeNotNull(coalesce(target_author, author)) AS target
  FROM speech
  LEFT JOIN authors ON authors.activity_ref = speech.answered_ref
  WHERE ties AND coalesce(target_author, author) IS NOT NULL
  UNION DISTINCT
  SELECT DISTINCT start, identity AS source, arrayJoin(mentions) AS target
  FROM speech
),
edges AS (
  SELECT DISTINCT
    start,
    ${personOf('identity_edges.source', 'source_links')} AS source,
    ${personOf('identity_edges.target', 'target_links')} AS target
  FROM identity_edges
  LEFT JOIN links AS source_links ON source_links.identity_id = identity_edges.source
  LEFT JOIN links AS target_links ON target_links.identity_id = identity_edges.target
  WHERE identity_edges.source NOT IN (SELECT identity_id FROM bots)
  AND identity_edges.target NOT IN (SELECT identity_id FROM bots)
  AND source != target
)`;

/**
 * `outsiders(start, people)`: how many people of a window's graph are no members at its end: actors, and
 * ends of ties who did nothing in the window. With the members they are its nodes.
 * Needs `participation`, `edges` and `histories`.
 */
export const OUTSIDERS = `
outsiders AS (
  SELECT start, count() AS people
  FROM (
    SELECT start, person FROM participation
    UNION DISTINCT
    SELECT start, arrayJoin([source, target]) AS person FROM edges
  ) AS seen
  LEFT JOIN histories ON histories.person = seen.person
  WHERE NOT ${IS_MEMBER_AT_END}
  GROUP BY start
)`;
