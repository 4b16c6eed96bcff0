// An identity is a name in an app: (source, id). Its stream is `identity/<lookup>`, a keyed hash of the two,
// so that each belongs to one person at most. Source id and name are personal and travel sealed.
import type { DomainEvent } from '@copse/event-store';

export interface IdentityRegistered {
  readonly lookup: string;
  readonly personId: string;
  readonly identityId: string;
  readonly source: string;
  readonly bot: boolean;
  readonly personal: IdentityPersonal | null;
}

/** What is sealed under the identity's own key. Null in a state whose key was destroyed. */
export interface IdentityPersonal {
  readonly id: string;
  readonly name?: string;
}

export type IdentityEvent = DomainEvent<'identity-registered', IdentityRegistered>;
