// A community's year, drawn week by week: questions and what follows from them, meetings, reading.
import type { Activity } from '@copse/client';
import type { CommunityCharacter } from './community-character.ts';
import { pickPerson, type Drawing } from './drawing.ts';
import { drawPeople, isAround, type DemoPerson } from './people.ts';
import { createRandom, type Random } from './random.ts';
import { drawThread } from './draw-thread.ts';
import { toInstant, WEEKS, type Year } from './year.ts';

export interface DemoYear {
  readonly character: CommunityCharacter;
  readonly people: readonly DemoPerson[];
  /** In the order of their ids; times overlap. */
  readonly activities: readonly Activity[];
}

/** The source all of the demo's activities come from. */
export function sourceOf(character: CommunityCharacter): string {
  return `demo:${character.key}`;
}

/** Draws the year of a seed. The same seed gives the same year. */
export function drawYear(character: CommunityCharacter, year: Year, seed: number): DemoYear {
  const random = createRandom(seed);
  const people = drawPeople(character, year, random);
  const activities: Activity[] = [];
  const drawing: Drawing = {
    character,
    year,
    random,
    people,
    add(atMs, actor, what) {
      if (atMs >= year.toMs) return null;
      const id = `${character.key}-${activities.length + 1}`;
      const source = sourceOf(character);
      const by = actor === null ? {} : { actor: { id: actor.id, name: actor.name } };
      activities.push({ source, id, community: character.key, occurredAt: toInstant(atMs), ...by, ...what });
      return id;
    },
  };
  for (let week = 0; week < WEEKS; week += 1) {
    drawQuestions(drawing, week);
    if (week % character.meeting.everyWeeks === 0) drawMeeting(drawing, week);
    drawReading(drawing, week);
    drawFacilitation(drawing, week);
  }
  return { character, people, activities };
}

function drawQuestions(drawing: Drawing, week: number): void {
  const { character, random, year } = drawing;
  const questions = random.poisson(character.asksPerWeek * character.energyOf(week));
  for (let question = 0; question < questions; question += 1) {
    const atMs = drawWorkingTime(year.weekMs(week), random);
    // The square root: whoever answers much asks a little more than others, not much more.
    const asker = pickPerson(drawing, atMs, (person) =>
      person.joinedMs === null ? 0.5 : Math.sqrt(person.weight),
    );
    if (asker !== null) drawThread(drawing, week, atMs, asker);
  }
}

/** Monday to Friday, eight to six, now and then in the evening. */
function drawWorkingTime(weekMs: number, random: Random): number {
  const day = Math.floor(random.next() * 5);
  const hour = random.chance(0.15) ? 18 + random.next() * 5 : 8 + random.next() * 10;
  return weekMs + Math.round((day * 24 + hour) * 3_600_000);
}

function drawMeeting(drawing: Drawing, week: number): void {
  const { character, random, year } = drawing;
  const atMs = year.weekMs(week) + (2 * 24 + 15) * 3_600_000;
  const energy = character.energyOf(week);
  if (energy < 0.15) return;
  const host = drawing.people[0] ?? null;
  const meetingId = drawing.add(atMs, host, {
    act: 'host',
    kind: 'coordination-and-synergy',
    title: `${character.name}: meeting of week ${week + 1}`,
  });
  if (meetingId === null) return;
  const share = character.meeting.attendance * Math.min(1, energy);
  for (const person of drawing.people) {
    if (person.joinedMs === null || person.isFacilitator || !isAround(person, atMs)) continue;
    if (!random.chance(share)) continue;
    drawing.add(atMs, person, { act: 'attend', kind: 'coordination-and-synergy', target: { id: meetingId } });
  }
}

function drawReading(drawing: Drawing, week: number): void {
  const { character, random, year } = drawing;
  for (const person of drawing.people) {
    const reads = random.poisson(character.readsPerMemberWeek);
    for (let read = 0; read < reads; read += 1) {
      const atMs = drawWorkingTime(year.weekMs(week), random);
      if (isAround(person, atMs)) drawing.add(atMs, person, { act: 'read' });
    }
  }
}

/** The facilitator greets who joined this week, and sums up now and then. */
function drawFacilitation(drawing: Drawing, week: number): void {
  const { character, random, year } = drawing;
  const facilitator = drawing.people[0];
  if (facilitator === undefined) return;
  const [fromMs, toMs] = [year.weekMs(week), year.weekMs(week + 1)];
  for (const person of drawing.people) {
    const { joinedMs } = person;
    if (joinedMs === null || joinedMs < fromMs || joinedMs >= toMs || !random.chance(0.6)) continue;
    drawing.add(joinedMs + 4 * 3_600_000, facilitator, {
      act: 'welcome',
      kind: 'growing-confidence',
      target: { author: { id: person.id } },
    });
  }
  if (random.chance(0.3 * character.energyOf(week))) {
    drawing.add(drawWorkingTime(fromMs, random), facilitator, {
      act: 'facilitate',
      kind: 'discussing-developments',
    });
  }
}
