// The bodies and answers of the communities routes. One object is the type, the validation and OpenAPI.
import { NameInPath } from '@copse/commands';
import { pageOf } from '@copse/http';
import { Charter, CommunityKey, FrameworkVersionSchema, Instant, TimeZone, Uuid } from '@copse/contracts';
import Type from 'typebox';

const closed = { additionalProperties: false } as const;

const Name = Type.String({ minLength: 1, maxLength: 200, examples: ['Bridge engineers'] });
const Key = Type.String({
  ...CommunityKey,
  description: 'A slug, unique within the tenant. Activities name the community by it.',
  examples: ['bridges'],
});
const Zone = Type.String({
  ...TimeZone,
  description: 'An IANA time zone. Days and weeks of this community are cut in it.',
  examples: ['Europe/Lisbon'],
});
const WholeCharter = Type.Object(Charter.properties, {
  ...closed,
  title: 'Charter',
  description:
    'Domain, community and practice. Parts may be missing while a community forms; the answer says which.',
});

export const RegisterCommunityBody = Type.Object(
  {
    key: Key,
    name: Name,
    timeZone: Zone,
    charter: Type.Optional(WholeCharter),
    frameworkVersion: Type.Optional(
      Type.Enum(FrameworkVersionSchema.enum, {
        description:
          'The version of the value-creation framework its matrix uses; 2020 where nothing is said.',
      }),
    ),
  },
  {
    ...closed,
    examples: [
      {
        key: 'bridges',
        name: 'Bridge engineers',
        timeZone: 'Europe/Lisbon',
        charter: {
          domain: { concern: 'Bridges that outlive their plans', topics: ['bearings'] },
          community: { who: 'Engineers who keep bridges open', norms: ['Ask early'], roles: ['coordinator'] },
          practice: { repertoire: ['Inspection notes'], rhythm: 'A call every second week' },
        },
      },
    ],
  },
);
export type RegisterCommunityBody = Type.Static<typeof RegisterCommunityBody>;

export const ChangeCharterBody = Type.Object({ charter: WholeCharter }, closed);

export const CommunityKeyParams = Type.Object({ key: NameInPath }, closed);

/** A community, and what it lacks to be a community of practice. */
export const Community = Type.Object(
  {
    communityId: Uuid,
    key: Key,
    name: Name,
    charter: WholeCharter,
    timeZone: Zone,
    frameworkVersion: Type.String({ maxLength: 20 }),
    isCommunityOfPractice: Type.Boolean({
      description: 'True once the charter has a domain, a community and a practice.',
    }),
    missing: Type.Array(
      Type.Object({
        part: Type.Union([Type.Literal('domain'), Type.Literal('community'), Type.Literal('practice')]),
        why: Type.String({ maxLength: 500 }),
      }),
      { maxItems: 3 },
    ),
    registeredAt: Instant,
    version: Type.Integer({ minimum: 1, description: 'Also the entity tag.' }),
  },
  { title: 'Community' },
);
export type Community = Type.Static<typeof Community>;

export const CommunityPage = pageOf(Community);
