// Who did it: identities become people when a question is asked, so that a link is true for all the past.
// Every fragment here is a common table expression of one tenant's community.

/** `links(identity_id, person_id, linked_bot)`: the newest link of each identity that has one. */
export const LINKS = `
links AS (
  SELECT
    identities.identity_id AS identity_id,
    argMax(identities.person_id, identities.version) AS person_id,
    argMax(identities.bot, identities.version) AS linked_bot
  FROM identities
  WHERE tenant = {tenant:String}
  GROUP BY identity_id
)`;

/**
 * `bots(identity_id)`: identities that their link, or any of their activities here, calls a bot. One mark
 * is enough, for all the past. Needs no FINAL: a duplicate says the same.
 */
export const BOTS = `
bots AS (
  SELECT identity_id FROM links WHERE linked_bot
  UNION DISTINCT
  SELECT assumeNotNull(actor) AS identity_id
  FROM activities
  WHERE tenant = {tenant:String} AND community = {community:String} AND actor_bot AND actor IS NOT NULL
)`;

/** The person an identity is; without a link it is its own person. Needs `links` joined under `alias`. */
export function personOf(identity: string, alias: string): string {
  return `if(notEmpty(${alias}.person_id), ${alias}.person_id, ${identity})`;
}

/** Facts of the question's community; FINAL reads the key and the columns named, not the whole row. */
export const OF_COMMUNITY = `tenant = {tenant:String} AND community = {community:String} AND is_deleted = 0`;

/** Facts of the question's span. */
export const IN_SPAN = `occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;

/** The start of the window an instant (milliseconds) of the span lies in: a binary search. */
export function windowOf(instantMs: string): string {
  return `roundDown(${instantMs}, {starts:Array(Int64)})`;
}
