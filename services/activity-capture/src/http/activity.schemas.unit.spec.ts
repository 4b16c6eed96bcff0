import canonicalize from 'canonicalize';
import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { writeCanonicalActivity } from '../domain/activity/canonical-activity.ts';
import { composeCapturedActivity } from '../domain/activity/captured-activity.ts';
import { joinSent, writeSealedPart, type SealedPart } from '../domain/activity/sealed-part.ts';
import { Activity } from './activity.schemas.ts';

const everything: Required<Activity> = {
  source: 's',
  id: '1',
  community: 'c',
  act: 'vote',
  occurredAt: '2018-01-01T00:00:00Z',
  kind: 'other',
  actor: { name: 'Ada', id: 'a', source: 'x', bot: false },
  target: { source: 'x', id: 't', author: { source: 'y', id: 'b' } },
  thread: { source: 'x', id: 't' },
  mentions: [{ source: 'x', id: 'm' }],
  topics: ['b', 'a'],
  polarity: -1,
  text: '\u20ac"\\\n\u007f\u2028😂',
  title: '',
  url: 'https://example.org/?a=1&b=2',
  disclosesDifficulty: true,
};

describe('the schema of an activity', () => {
  it('has no member that the canonical text leaves out', () => {
    expect([...Value.Errors(Activity, everything)]).toEqual([]);
    const written = JSON.parse(writeCanonicalActivity(everything)) as Record<string, unknown>;
    expect(written).toEqual(everything);
    expect(Object.keys(written)).toEqual(Object.keys(Activity.properties).toSorted());
    expect(writeCanonicalActivity(everything)).toBe(canonicalize(everything));
  });

  it('has no member that is lost between the public part and the sealed one', () => {
    const somebody = { identityId: '11111111-1111-4111-8111-111111111111', bot: false };
    const identities = { actor: somebody, targetAuthor: somebody, mentions: [somebody] };
    const captured = composeCapturedActivity(everything, identities, () => 'a reference');
    const sealed = JSON.parse(writeSealedPart(everything, captured)) as SealedPart;
    expect(joinSent(captured, sealed)).toEqual(everything);
  });
});
