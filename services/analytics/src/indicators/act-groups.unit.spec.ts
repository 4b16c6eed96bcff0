import { describe, expect, it } from 'vitest';
import { ACTIVE_ACTS, CONTRIBUTION_ACTS, REPLY_ACTS, TIE_ACTS } from './act-groups.ts';

describe('the acts that queries count', () => {
  it('are replies and thanks for a tie, as the indicators’ notes say', () => {
    expect(REPLY_ACTS).toEqual(['answer', 'reply', 'comment']);
    expect(TIE_ACTS).toEqual(['answer', 'reply', 'comment', 'thank']);
  });

  it('are attendance besides contributions for being active, and never votes, thanks or reading', () => {
    expect(ACTIVE_ACTS.filter((name) => !CONTRIBUTION_ACTS.includes(name))).toEqual(['attend']);
    for (const name of ['vote', 'thank', 'read', 'accept', 'endorse', 'use'] as const)
      expect(ACTIVE_ACTS).not.toContain(name);
    // Leading is contributing: hosting, facilitating, welcoming, stewarding, brokering.
    for (const name of ['host', 'facilitate', 'welcome', 'steward', 'broker', 'revise', 'reuse'] as const)
      expect(CONTRIBUTION_ACTS).toContain(name);
  });
});
