// Who did it: identities become people when a question is asked, so that a link is true for all the past.
// Every fragment here is a common table expression of one tenant's community.

/**
 * `who(identity_id, person_id, bot)`: every identity that is linked or a bot. An identity is a bot once its
 * newest link, or any of its activities here, says so, for all the past. `person_id` is the zero UUID without
 * a link. The marks of activities need no FINAL: a duplicate says the same.
 */
export const WHO = `
who AS MATERIALIZED (
  SELECT
    identity_id,
    argMax(linked_person, link_version) AS person_id,
    argMax(says_bot, link_version) OR max(acted_as_bot) AS bot
  FROM (
    SELECT
      identities.identity_id AS identity_id,
      identities.person_id AS linked_person,
      identities.version AS link_version,
      identities.bot AS says_bot,
      false AS acted_as_bot
    FROM identities
    WHERE tenant = {tenant:String}
    UNION ALL
    SELECT DISTINCT
      assumeNotNull(actor) AS identity_id,
      toUUID('00000000-0000-0000-0000-000000000000') AS linked_person,
      toUInt64(0) AS link_version,
      false AS says_bot,
      true AS acted_as_bot
    FROM activities
    WHERE tenant = {tenant:String} AND community = {community:String} AND actor_bot AND actor IS NOT NULL
  )
  GROUP BY identity_id
)`;

/** The person an identity is; without a link it is its own person. Needs `who` joined under `alias`. */
export function personOf(identity: string, alias = 'who'): string {
  return `if(notEmpty(${alias}.person_id), ${alias}.person_id, ${identity})`;
}

/** A reference as a number, so that 0 can stand for none where a join finds nothing. */
export function refKey(reference: string): string {
  return `reinterpretAsUInt128(${reference})`;
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
