import { describe, expect, it } from 'vitest';
import { dataEngineers } from './communities/data-engineers.ts';
import { supportForum } from './communities/support-forum.ts';
import { wardNurses } from './communities/ward-nurses.ts';
import type { CommunityCharacter } from './community-character.ts';
import { drawYear } from './draw-year.ts';
import { createRandom } from './random.ts';
import { yearOf } from './year.ts';

const SEED = 7;
const year = yearOf(SEED);
const draw = (character: CommunityCharacter) => drawYear(character, year, SEED);

describe('a drawn year', () => {
  it('is the same for the same seed and another for another', () => {
    expect(draw(wardNurses).activities).toEqual(draw(wardNurses).activities);
    expect(drawYear(wardNurses, year, SEED + 1).activities).not.toEqual(draw(wardNurses).activities);
  });

  it.each([dataEngineers, wardNurses, supportForum])(
    'of $key lies within the year, each id once',
    (character) => {
      const { activities } = draw(character);
      expect(activities.length).toBeGreaterThan(1000);
      expect(new Set(activities.map((activity) => activity.id)).size).toBe(activities.length);
      for (const { occurredAt } of activities) {
        expect(Date.parse(occurredAt)).toBeGreaterThanOrEqual(year.fromMs);
        expect(Date.parse(occurredAt)).toBeLessThan(year.toMs);
      }
    },
  );

  it('lets nobody act before they joined or answer themselves', () => {
    const { activities, people } = draw(dataEngineers);
    const joined = new Map(people.map((person) => [person.id, person.joinedMs ?? 0]));
    for (const { actor, occurredAt, act, target } of activities) {
      if (actor === undefined) continue;
      const isFollowUp = act === 'accept' || act === 'thank' || act === 'comment' || act === 'document';
      expect(isFollowUp || Date.parse(occurredAt) >= (joined.get(actor.id) ?? 0)).toBe(true);
      expect(act !== 'answer' || target?.author?.id !== actor.id).toBe(true);
    }
  });

  it('ends before today, on a Monday', () => {
    expect(new Date(year.toMs).getUTCDay()).toBe(1);
    expect(yearOf(0).toMs).toBeLessThan(Date.parse('2025-07-01'));
  });

  it('makes three communities that differ in what they live by', () => {
    const share = (character: CommunityCharacter, act: string): number => {
      const { activities } = draw(character);
      return activities.filter((activity) => activity.act === act).length / activities.length;
    };
    expect(share(wardNurses, 'read')).toBeGreaterThan(0.5);
    expect(share(dataEngineers, 'answer')).toBeGreaterThan(3 * share(wardNurses, 'answer'));
    const facilitator = draw(supportForum).people[0]?.id;
    const answers = draw(supportForum).activities.filter((activity) => activity.act === 'answer');
    expect(
      answers.filter((answer) => answer.actor?.id === facilitator).length / answers.length,
    ).toBeGreaterThan(0.4);
  });
});

describe('seeded chance', () => {
  it('draws counts around their mean and times around their median', () => {
    const random = createRandom(1);
    const counts = Array.from({ length: 5000 }, () => random.poisson(3));
    expect(counts.reduce((sum, count) => sum + count) / 5000).toBeCloseTo(3, 0);
    const times = Array.from({ length: 5001 }, () => random.lognormal(10, 1)).sort(
      (left, right) => left - right,
    );
    expect(times[2500]).toBeGreaterThan(9);
    expect(times[2500]).toBeLessThan(11);
  });
});
