// The people of a community: when they came and went, and how much they do.
import type { CommunityCharacter } from './community-character.ts';
import type { Random } from './random.ts';
import { HOUR_MS, WEEKS, type Year } from './year.ts';

export interface DemoPerson {
  readonly id: string;
  readonly name: string;
  /** Null for a guest. */
  readonly joinedMs: number | null;
  readonly leftMs: number | null;
  /** How much of what happens is this person's, beside others. */
  readonly weight: number;
  readonly isFacilitator: boolean;
}

const GIVEN_NAMES = [
  'Ada',
  'Bilal',
  'Chidi',
  'Dorota',
  'Eero',
  'Fatima',
  'Goran',
  'Hana',
  'Íñigo',
  'Jun',
  'Katya',
  'Leïla',
  'María',
  'Nuno',
  'Oona',
  'Priya',
  'Quang',
  'Rosa',
  'Søren',
  'Thandi',
  'Uma',
  'Vera',
  'Wanjiru',
  'Ximena',
  'Yusuf',
  'Zoë',
  '明',
  'נועה',
  'Łucja',
  'Σοφία',
];
const FAMILY_NAMES = [
  'Abebe',
  'Björk',
  'Costa',
  'Dlamini',
  'Evans',
  'Ferreira',
  'García',
  'Haddad',
  'Ivanova',
  'Jansen',
  'Kowalski',
  'Lindqvist',
  'Moreau',
  'Nakamura',
  'Okafor',
  'Pereira',
  'Rossi',
  'Singh',
  'Tanaka',
  'Weber',
  '王',
  'כהן',
  'O’Neill',
  'Þórsdóttir',
];

/** Draws everybody, the facilitator first. */
export function drawPeople(character: CommunityCharacter, year: Year, random: Random): DemoPerson[] {
  const members = character.founders + character.joiners;
  return Array.from({ length: members + character.guests }, (_person, index) => {
    const isMember = index < members;
    const joinedMs = isMember ? drawJoining(character, index, year, random) : null;
    const isFacilitator = index === 0;
    const leaves = joinedMs !== null && !isFacilitator && random.chance(character.leaving);
    return {
      id: `${character.key}-${index + 1}`,
      name: `${random.pick(GIVEN_NAMES)} ${random.pick(FAMILY_NAMES)}`,
      joinedMs,
      leftMs: leaves ? joinedMs + random.next() * (year.toMs - joinedMs) : null,
      weight: isMember ? random.lognormal(1, character.inequality) : 0.1,
      isFacilitator,
    };
  });
}

/** Founders come within the two weeks before; joiners where the energy is. */
function drawJoining(character: CommunityCharacter, index: number, year: Year, random: Random): number {
  if (index < character.founders) return year.fromMs - random.next() * 14 * 24 * HOUR_MS;
  const weeks = Array.from({ length: WEEKS }, (_week, week) => week);
  const week = random.pickWeighted(weeks, character.energyOf) ?? 0;
  return year.weekMs(week + random.next());
}

/** Whether somebody is around: a member between joining and leaving, a guest always. */
export function isAround(person: DemoPerson, atMs: number): boolean {
  if (person.joinedMs === null) return true;
  return person.joinedMs <= atMs && (person.leftMs === null || atMs < person.leftMs);
}
