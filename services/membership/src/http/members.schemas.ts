// The bodies and answers of the members routes.
import { CommunityKey, Instant, Uuid } from '@copse/contracts';
import Type from 'typebox';
import { InstantInput, NameInPath, UuidInPath } from '@copse/commands';
import { PageQuery, pageOf } from '@copse/http';

const closed = { additionalProperties: false } as const;

const Status = Type.Union([Type.Literal('member'), Type.Literal('left')]);

export const MemberParams = Type.Object({ key: NameInPath, personId: UuidInPath }, closed);

export const JoinBody = Type.Object(
  {
    joinedAt: InstantInput,
    commitment: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 5000,
        description: 'What the person commits to, in their own words. Kept encrypted only.',
      }),
    ),
  },
  closed,
);

export const LeaveBody = Type.Object({ leftAt: InstantInput }, closed);

export const MembersQuery = Type.Object({ ...PageQuery.properties, status: Type.Optional(Status) }, closed);

/** A membership: the newest interval of it. */
export const Member = Type.Object(
  {
    communityKey: CommunityKey,
    personId: Uuid,
    status: Status,
    joinedAt: Instant,
    leftAt: Type.Union([Instant, Type.Null()]),
    commitment: Type.Union([Type.String({ maxLength: 5000 }), Type.Null()]),
    version: Type.Integer({ minimum: 1, description: 'Also the entity tag.' }),
  },
  { title: 'Member' },
);
export type Member = Type.Static<typeof Member>;

export const MemberPage = pageOf(Member);
