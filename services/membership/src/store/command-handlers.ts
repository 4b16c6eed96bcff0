// What answers the commands of each aggregate: load, decide, append, read models, in one transaction.
import { createCommandHandler } from '@copse/event-store';
import type { Keyring } from '@copse/personal-data';
import { apiKeyDecider } from '../domain/api-key/decide.ts';
import { communityDecider } from '../domain/community/decide.ts';
import { memberDecider } from '../domain/member/decide.ts';
import { personDecider } from '../domain/person/decide.ts';
import { tenantDecider } from '../domain/tenant/decide.ts';
import { fromMemberEvent, toMemberEvents } from './member-events.ts';
import { fromPlainEvent, toPlainEvents } from './plain-events.ts';

export type CommandHandlers = ReturnType<typeof createCommandHandlers>;

/** Makes the handlers of every aggregate of membership. */
export function createCommandHandlers({ keyring }: { keyring: Keyring }) {
  const plain = { toNewEvents: toPlainEvents };
  return {
    community: createCommandHandler({ decider: communityDecider, ...plain, fromRecorded: fromPlainEvent }),
    person: createCommandHandler({ decider: personDecider, ...plain, fromRecorded: fromPlainEvent }),
    tenant: createCommandHandler({ decider: tenantDecider, ...plain, fromRecorded: fromPlainEvent }),
    apiKey: createCommandHandler({ decider: apiKeyDecider, ...plain, fromRecorded: fromPlainEvent }),
    member: createCommandHandler({
      decider: memberDecider,
      toNewEvents: async (events, context) => await toMemberEvents(keyring, events, context),
      fromRecorded: async (recorded) => await fromMemberEvent(keyring, recorded),
    }),
  };
}
