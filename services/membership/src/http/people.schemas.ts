// The bodies and answers of the people routes. Names and ids in apps are personal: kept encrypted only.
import { UuidInPath } from '@copse/commands';
import { SourceName, Uuid } from '@copse/contracts';
import Type from 'typebox';

const closed = { additionalProperties: false } as const;

/** An identity: who somebody is in an app. */
export const RegisterIdentityBody = Type.Object(
  {
    source: Type.String({
      ...SourceName,
      description: 'The app, named as in the activities it posts.',
      examples: ['forum'],
    }),
    id: Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'The id the app uses for the person. Kept encrypted only.',
      examples: ['u-417'],
    }),
    name: Type.Optional(
      Type.String({ minLength: 1, maxLength: 500, description: 'A name to show. Kept encrypted only.' }),
    ),
    bot: Type.Optional(
      Type.Boolean({ description: 'True for an automaton. It is never counted as a person.' }),
    ),
  },
  { ...closed, examples: [{ source: 'forum', id: 'u-417', name: 'Ada' }] },
);
export type RegisterIdentityBody = Type.Static<typeof RegisterIdentityBody>;

export const PersonParams = Type.Object({ personId: UuidInPath }, closed);

/** Whose identity it is, and which. */
export const RegisteredIdentity = Type.Object(
  { personId: Uuid, identityId: Uuid },
  { title: 'RegisteredIdentity' },
);

const Erasable = Type.Union([Type.String({ maxLength: 500 }), Type.Null()]);

export const Person = Type.Object(
  {
    personId: Uuid,
    identities: Type.Array(
      Type.Object({
        identityId: Uuid,
        source: SourceName,
        id: Erasable,
        name: Erasable,
        bot: Type.Boolean(),
      }),
      { description: 'The identities registered here. Id and name are null once they were erased.' },
    ),
    linkedIdentityIds: Type.Array(Uuid, {
      description:
        'Every identity that is this person, those that activity-capture made for the same (source, id) included.',
    }),
    version: Type.Integer({ minimum: 1, description: 'Also the entity tag.' }),
  },
  { title: 'Person' },
);
