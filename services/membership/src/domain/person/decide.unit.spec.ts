import { specify } from '@copse/event-store/specification';
import { describe, it } from 'vitest';
import { MAX_IDENTITIES, personDecider } from './decide.ts';
import type { PersonEvent } from './events.ts';

const { given } = specify(personDecider);

const personId = '11111111-1111-4111-8111-111111111111';
const minted = { identityId: '22222222-2222-4222-8222-222222222222', bot: false };
const sighted = { identityId: '33333333-3333-4333-8333-333333333333', bot: true };
const registered: PersonEvent = { type: 'person-registered', data: { personId } };
const linked = (identity: { identityId: string; bot: boolean }): PersonEvent => ({
  type: 'identity-linked',
  data: { personId, ...identity },
});
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    identityId: `44444444-4444-4444-8444-${String(index).padStart(12, '0')}`,
    bot: false,
  }));

describe('registering a person', () => {
  it('registers the person and links the identity, with those that were sighted before', () => {
    given([])
      .when({ type: 'register-person', personId, identities: [minted, sighted] })
      .then([registered, linked(minted), linked(sighted)]);
  });

  it('stays quiet when the same person is registered again', () => {
    given([registered, linked(minted)])
      .when({ type: 'register-person', personId, identities: [minted] })
      .thenNothing();
  });

  it('refuses more identities than a person can have', () => {
    given([])
      .when({ type: 'register-person', personId, identities: many(MAX_IDENTITIES + 1) })
      .thenRejected('too-many-identities');
  });
});

describe('linking identities', () => {
  it('links those that are new', () => {
    given([registered, linked(minted)])
      .when({ type: 'link-identities', identities: [minted, sighted] })
      .then([linked(sighted)]);
  });

  it('links one that is named twice once', () => {
    given([registered])
      .when({ type: 'link-identities', identities: [sighted, sighted] })
      .then([linked(sighted)]);
  });

  it('stays quiet when all are linked already', () => {
    given([registered, linked(minted)])
      .when({ type: 'link-identities', identities: [minted] })
      .thenNothing();
  });

  it('refuses for a person nobody registered', () => {
    given([])
      .when({ type: 'link-identities', identities: [minted] })
      .thenRejected('person-not-found');
  });

  it('refuses the identity that would be one too many', () => {
    given([registered, ...many(MAX_IDENTITIES).map(linked)])
      .when({ type: 'link-identities', identities: [minted] })
      .thenRejected('too-many-identities');
  });
});
