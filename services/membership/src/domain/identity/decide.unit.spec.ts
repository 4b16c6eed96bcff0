import { specify } from '@copse/event-store/specification';
import { describe, it } from 'vitest';
import { identityDecider } from './decide.ts';
import type { IdentityEvent } from './events.ts';

const { given } = specify(identityDecider);

const identity = {
  lookup: 'ab'.repeat(32),
  personId: '11111111-1111-4111-8111-111111111111',
  identityId: '22222222-2222-4222-8222-222222222222',
  source: 'forum',
  bot: false,
  personal: { id: 'maria', name: 'Maria' },
};
const registered: IdentityEvent = { type: 'identity-registered', data: identity };

describe('registering an identity', () => {
  it('makes it the person’s', () => {
    given([])
      .when({ type: 'register-identity', ...identity })
      .then([registered]);
  });

  it('stays quiet when it is that person’s already', () => {
    const again = { ...identity, identityId: '33333333-3333-4333-8333-333333333333' };
    given([registered])
      .when({ type: 'register-identity', ...again })
      .thenNothing();
  });

  it('refuses when it is another person’s', () => {
    const personId = '44444444-4444-4444-8444-444444444444';
    given([registered])
      .when({ type: 'register-identity', ...identity, personId })
      .thenRejected('identity-of-another-person');
  });
});
