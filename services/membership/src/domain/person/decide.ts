// What a person answers to a command. An identity is linked once; linking it again is quiet.
import { reject, type Decider, type Decision } from '@copse/event-store';
import type { IdentityToLink, PersonCommand } from './commands.ts';
import type { PersonEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { PersonState } from './state.ts';

/** A person with more identities than this is a mistake of whoever links them. */
export const MAX_IDENTITIES = 1000;

export type PersonRejection = 'person-not-found' | 'too-many-identities';

type Decided = Decision<PersonEvent, PersonRejection>;

export const personDecider: Decider<PersonCommand, PersonState, PersonEvent, PersonRejection> = {
  initialState: { status: 'unregistered' },
  decide,
  evolve,
};

function decide(command: PersonCommand, state: PersonState): Decided {
  switch (command.type) {
    case 'register-person':
      if (state.status === 'registered')
        return linkIdentities(command.identities, state.personId, state.identityIds);
      return registerPerson(command.personId, command.identities);
    case 'link-identities':
      if (state.status === 'unregistered') return reject('person-not-found');
      return linkIdentities(command.identities, state.personId, state.identityIds);
  }
}

function registerPerson(personId: string, identities: readonly IdentityToLink[]): Decided {
  const linked = linkIdentities(identities, personId, []);
  if ('rejected' in linked) return linked;
  return [{ type: 'person-registered', data: { personId } }, ...linked];
}

function linkIdentities(
  identities: readonly IdentityToLink[],
  personId: string,
  known: readonly string[],
): Decided {
  const ids = new Set(known);
  const events: PersonEvent[] = [];
  for (const { identityId, bot } of identities) {
    if (ids.has(identityId)) continue;
    ids.add(identityId);
    events.push({ type: 'identity-linked', data: { personId, identityId, bot } });
  }
  return ids.size > MAX_IDENTITIES ? reject('too-many-identities', { most: MAX_IDENTITIES }) : events;
}
