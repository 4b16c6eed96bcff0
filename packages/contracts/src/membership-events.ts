// Public events of membership, topic copse.membership.
import Type from 'typebox';
import { CommunityKey, Instant, TimeZone, Uuid } from './primitives.ts';

const line = Type.String({ minLength: 1, maxLength: 1000 });
const lines = Type.Array(line, { maxItems: 100 });

/**
 * A community's charter: domain, community, practice (Wenger, McDermott & Snyder 2002). Parts may be
 * missing while a community forms; without all three it is not yet a community of practice.
 */
export const Charter = Type.Object(
  {
    domain: Type.Optional(
      Type.Object(
        { concern: line, topics: lines, stakes: Type.Optional(line) },
        { additionalProperties: false },
      ),
    ),
    community: Type.Optional(
      Type.Object({ who: line, norms: lines, roles: lines }, { additionalProperties: false }),
    ),
    practice: Type.Optional(
      Type.Object({ repertoire: lines, rhythm: line }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
);
export type Charter = Type.Static<typeof Charter>;

/** `copse.membership.community-registered.v1`. Stream `community/<key>`. */
export const CommunityRegistered = Type.Object({
  communityId: Uuid,
  key: CommunityKey,
  name: Type.String({ minLength: 1, maxLength: 200 }),
  charter: Charter,
  timeZone: TimeZone,
  frameworkVersion: Type.String({ minLength: 1, maxLength: 20 }),
});
export type CommunityRegistered = Type.Static<typeof CommunityRegistered>;

/** `copse.membership.charter-changed.v1`: the whole charter after the change. */
export const CharterChanged = Type.Object({ communityId: Uuid, key: CommunityKey, charter: Charter });
export type CharterChanged = Type.Static<typeof CharterChanged>;

/**
 * `copse.membership.identity-linked.v1`: from the beginning of time, this identity is this person.
 * Stream `person/<personId>`. Facts keep the identity; the link is resolved when a question is asked.
 */
export const IdentityLinked = Type.Object({ personId: Uuid, identityId: Uuid, bot: Type.Boolean() });
export type IdentityLinked = Type.Static<typeof IdentityLinked>;

/** `copse.membership.member-joined.v1`. Stream `member/<communityId>/<personId>`. */
export const MemberJoined = Type.Object({
  communityId: Uuid,
  communityKey: CommunityKey,
  personId: Uuid,
  joinedAt: Instant,
});
export type MemberJoined = Type.Static<typeof MemberJoined>;

/** `copse.membership.member-left.v1`. */
export const MemberLeft = Type.Object({
  communityId: Uuid,
  communityKey: CommunityKey,
  personId: Uuid,
  leftAt: Instant,
});
export type MemberLeft = Type.Static<typeof MemberLeft>;

/** Event types of the membership context, each with the schema of its data. */
export const MEMBERSHIP_EVENTS = {
  'copse.membership.community-registered.v1': CommunityRegistered,
  'copse.membership.charter-changed.v1': CharterChanged,
  'copse.membership.identity-linked.v1': IdentityLinked,
  'copse.membership.member-joined.v1': MemberJoined,
  'copse.membership.member-left.v1': MemberLeft,
} as const;
