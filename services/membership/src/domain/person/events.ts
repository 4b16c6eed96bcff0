// What can happen to a person. The stream is `person/<personId>`. Which app knows the person under which
// name is not here: the events hold random ids only.
import type { IdentityLinked } from '@copse/contracts';
import type { DomainEvent } from '@copse/event-store';

export type PersonEvent =
  | DomainEvent<'person-registered', { readonly personId: string }>
  | DomainEvent<'identity-linked', IdentityLinked>;
