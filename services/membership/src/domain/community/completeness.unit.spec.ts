import { describe, expect, it } from 'vitest';
import { assessCharter } from './completeness.ts';

const domain = { concern: 'Bridges that last', topics: ['fatigue'] };
const community = { who: 'Bridge engineers of five towns', norms: [], roles: [] };
const practice = { repertoire: ['case clinic'], rhythm: 'Every second Tuesday' };

describe('a charter', () => {
  it('makes a community of practice when it has a domain, a community and a practice', () => {
    expect(assessCharter({ domain, community, practice })).toEqual({
      isCommunityOfPractice: true,
      missing: [],
    });
  });

  it('lacks all three when it is empty, each with a reason', () => {
    const { isCommunityOfPractice, missing } = assessCharter({});
    expect(isCommunityOfPractice).toBe(false);
    expect(missing.map(({ part }) => part)).toEqual(['domain', 'community', 'practice']);
    expect(missing.every(({ why }) => why.length > 20)).toBe(true);
  });

  it.each([
    ['domain', { domain: { ...domain, concern: '  ' }, community, practice }],
    ['community', { domain, community: { ...community, who: '\t' }, practice }],
    ['practice', { domain, community, practice: { ...practice, rhythm: ' ' } }],
    ['practice', { domain, community, practice: { ...practice, repertoire: [] } }],
    ['practice', { domain, community, practice: { ...practice, repertoire: [' '] } }],
    ['domain', { community, practice }],
    ['community', { domain, practice }],
    ['practice', { domain, community }],
  ])('lacks its %s where that part is absent or says nothing', (part, charter) => {
    expect(assessCharter(charter).missing.map((missing) => missing.part)).toEqual([part]);
  });
});
