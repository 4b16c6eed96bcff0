// From private event types to public ones; total, so that a new type needs a decision. What is private of an
// event lies in the sealed column, so the data of a published one is public as it stands.
import { TOPIC_OF_CONTEXT, type ACCESS_EVENTS, type MEMBERSHIP_EVENTS } from '@copse/contracts';
import type { ApiKeyEvent } from '../domain/api-key/events.ts';
import type { CommunityEvent } from '../domain/community/events.ts';
import type { IdentityEvent } from '../domain/identity/events.ts';
import type { MemberEvent } from '../domain/member/events.ts';
import type { PersonEvent } from '../domain/person/events.ts';
import type { TenantEvent } from '../domain/tenant/events.ts';

/** Every event type in membership's log. */
export type MembershipEventType = (
  | ApiKeyEvent
  | CommunityEvent
  | IdentityEvent
  | MemberEvent
  | PersonEvent
  | TenantEvent
)['type'];

type PublicType = keyof typeof MEMBERSHIP_EVENTS | keyof typeof ACCESS_EVENTS;

/** What each event is called outside; null stays inside the service. */
export const MEMBERSHIP_PUBLIC_TYPES: Readonly<Record<MembershipEventType, PublicType | null>> = {
  'community-registered': 'copse.membership.community-registered.v1',
  'charter-changed': 'copse.membership.charter-changed.v1',
  'person-registered': null,
  'identity-registered': null,
  'identity-linked': 'copse.membership.identity-linked.v1',
  'member-joined': 'copse.membership.member-joined.v1',
  'commitment-stated': null,
  'member-left': 'copse.membership.member-left.v1',
  'tenant-registered': 'copse.access.tenant-registered.v1',
  'key-issued': 'copse.access.key-issued.v1',
  'key-revoked': 'copse.access.key-revoked.v1',
};

/** The topic of a public type: tenants and keys have one of their own. */
export function topicOf(publicType: string): string {
  return publicType.startsWith('copse.access.') ? TOPIC_OF_CONTEXT.access : TOPIC_OF_CONTEXT.membership;
}
