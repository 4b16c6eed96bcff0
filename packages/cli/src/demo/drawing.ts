// What every part of a year is drawn with: whose year, by which chance, with which people.
import type { Activity } from '@copse/client';
import type { CommunityCharacter } from './community-character.ts';
import { isAround, type DemoPerson } from './people.ts';
import type { Random } from './random.ts';
import type { Year } from './year.ts';

/** What drawing a part of the year needs. */
export interface Drawing {
  readonly character: CommunityCharacter;
  readonly year: Year;
  readonly random: Random;
  readonly people: readonly DemoPerson[];
  /** Adds an activity unless it would fall behind the year's end; gives its id, or null. */
  add(
    atMs: number,
    actor: DemoPerson | null,
    what: Omit<Activity, 'source' | 'id' | 'community' | 'occurredAt' | 'actor'>,
  ): string | null;
}

/** Somebody who is around then, more likely the more they do; guests and newcomers ask more than they answer. */
export function pickPerson(
  drawing: Drawing,
  atMs: number,
  weightOf: (person: DemoPerson) => number,
): DemoPerson | null {
  const around = drawing.people.filter((person) => isAround(person, atMs));
  return drawing.random.pickWeighted(around, weightOf);
}
