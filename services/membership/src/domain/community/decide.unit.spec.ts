import { specify } from '@copse/event-store/specification';
import { describe, it } from 'vitest';
import type { CommunityCommand } from './commands.ts';
import { communityDecider } from './decide.ts';
import type { CommunityEvent } from './events.ts';

const { given } = specify(communityDecider);

const communityId = '0c7b2f4e-8d53-4a44-9d35-0d6b5f8f3f01';
const charter = { domain: { concern: 'Bridges that last', topics: ['fatigue'] } };
const bridges = {
  key: 'bridges',
  name: 'Bridge engineers',
  charter,
  timeZone: 'Europe/Lisbon',
  frameworkVersion: '2020',
};
const register: CommunityCommand = { type: 'register-community', communityId, ...bridges };
const registered: CommunityEvent = { type: 'community-registered', data: { communityId, ...bridges } };
const changedCharter = {
  ...charter,
  practice: { repertoire: ['case clinic'], rhythm: 'Every second Tuesday' },
};
const changed: CommunityEvent = {
  type: 'charter-changed',
  data: { communityId, key: 'bridges', charter: changedCharter },
};

describe('registering a community', () => {
  it('registers it under a free key', () => {
    given([]).when(register).then([registered]);
  });

  it('stays quiet when the same is registered again, whatever new id the request brings', () => {
    given([registered])
      .when({ ...register, communityId: '7a1f6dd2-52a3-4d3b-9d55-6a1c0a3e9a02' })
      .thenNothing();
  });

  it('stays quiet when the same comes with its keys in another order', () => {
    const reordered = { domain: { topics: ['fatigue'], concern: 'Bridges that last' } };
    given([registered])
      .when({ ...register, charter: reordered })
      .thenNothing();
  });

  it('refuses a key that another community has', () => {
    given([registered])
      .when({ ...register, name: 'Card players' })
      .thenRejected('community-key-taken');
  });

  it('refuses the first registration again once the charter has changed', () => {
    given([registered, changed]).when(register).thenRejected('community-key-taken');
  });

  it.each(['Europe/Atlantis', '+01:00', 'PST', 'europe/lisbon', 'EUROPE/LISBON', '/Lisbon'])(
    'refuses the time zone %s',
    (timeZone) => {
      given([])
        .when({ ...register, timeZone })
        .thenRejected('time-zone-unknown');
    },
  );

  it.each([
    'UTC',
    'GMT',
    'Europe/Lisbon',
    'Asia/Kolkata',
    'Europe/Kyiv',
    'America/Port-au-Prince',
    'Etc/GMT+3',
    'US/Pacific',
    'Antarctica/DumontDUrville',
  ])('takes the time zone %s as it is written', (timeZone) => {
    const data = { communityId, ...bridges, timeZone };
    given([])
      .when({ ...register, timeZone })
      .then([{ type: 'community-registered', data }]);
  });
});

describe('changing a charter', () => {
  it('replaces the whole charter', () => {
    given([registered]).when({ type: 'change-charter', charter: changedCharter }).then([changed]);
  });

  it('stays quiet when the charter is the one it has', () => {
    given([registered, changed]).when({ type: 'change-charter', charter: changedCharter }).thenNothing();
  });

  it('refuses for a community nobody registered', () => {
    given([]).when({ type: 'change-charter', charter }).thenRejected('community-not-found');
  });
});
