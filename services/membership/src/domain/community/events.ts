// What can happen to a community. The stream is `community/<key>`, so that a key is taken once per tenant.
import type { CharterChanged, CommunityRegistered } from '@copse/contracts';
import type { DomainEvent } from '@copse/event-store';

export type CommunityEvent =
  | DomainEvent<'community-registered', CommunityRegistered>
  | DomainEvent<'charter-changed', CharterChanged>;
