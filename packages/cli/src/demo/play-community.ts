// Plays a drawn year through the REST API, as apps and people would: register, join, post, leave, tell.
import type { CopseClient } from '@copse/client';
import { ensureCommunity } from '../importing/ensure-community.ts';
import { runInParallel } from '../importing/in-parallel.ts';
import type { ProgressReporter } from '../importing/progress.ts';
import type { StoryCharacter } from './community-character.ts';
import { sourceOf, type DemoYear } from './draw-year.ts';
import type { DemoPerson } from './people.ts';
import { toInstant, type Year } from './year.ts';

const PEOPLE_IN_PARALLEL = 16;
const ACTIVITIES_PER_POST = 1000;
const REFUSALS_SHOWN = 3;

/** Plays it. The same year again changes nothing. Rejects when the server refuses anything of it. */
export async function playCommunity(
  client: CopseClient,
  demo: DemoYear,
  year: Year,
  reporter: ProgressReporter,
): Promise<void> {
  const { character, people } = demo;
  const { key, name, timeZone, charter, frameworkVersion } = character;
  const isNew = await ensureCommunity(client, { key, name, timeZone, charter, frameworkVersion });
  const personIds = await registerPeople(client, demo, reporter);
  await postActivities(client, demo, reporter);
  await runInParallel(people, PEOPLE_IN_PARALLEL, async (person) => {
    const personId = personIds.get(person.id);
    if (person.leftMs === null || personId === undefined) return;
    await client.leaveCommunity(key, personId, toInstant(person.leftMs));
  });
  // A story has no id of the teller's, so told again it would be another one.
  if (isNew) await tellStories(client, demo, year, personIds);
}

async function registerPeople(
  client: CopseClient,
  { character, people }: DemoYear,
  reporter: ProgressReporter,
): Promise<ReadonlyMap<string, string>> {
  const personIds = new Map<string, string>();
  const meter = reporter.begin(`${character.key}: people`, people.length, 0);
  await runInParallel(people, PEOPLE_IN_PARALLEL, async (person) => {
    const { personId } = await client.registerPerson({
      source: sourceOf(character),
      id: person.id,
      name: person.name,
    });
    if (person.joinedMs !== null)
      await client.joinCommunity(character.key, personId, toInstant(person.joinedMs));
    personIds.set(person.id, personId);
    meter.advanceTo(personIds.size);
  });
  meter.end();
  return personIds;
}

async function postActivities(
  client: CopseClient,
  demo: DemoYear,
  reporter: ProgressReporter,
): Promise<void> {
  const { activities, character } = demo;
  const meter = reporter.begin(`${character.key}: activities`, activities.length, 0);
  for (let from = 0; from < activities.length; from += ACTIVITIES_PER_POST) {
    const results = await client.postActivities(activities.slice(from, from + ACTIVITIES_PER_POST));
    const refused = results.flatMap((result) =>
      'problem' in result ? [result.problem.detail ?? result.problem.title] : [],
    );
    if (refused.length > 0) {
      throw new Error(
        `the server refused ${refused.length} activities of the demo: ${refused.slice(0, REFUSALS_SHOWN).join('; ')}`,
      );
    }
    meter.advanceTo(from + results.length);
  }
  meter.end();
}

async function tellStories(
  client: CopseClient,
  { character, people }: DemoYear,
  year: Year,
  personIds: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [index, story] of character.stories.entries()) {
    // Tellers are founders who stayed, the facilitator not among them.
    const tellers = people.filter(
      (person: DemoPerson) => person.joinedMs !== null && person.leftMs === null && !person.isFacilitator,
    );
    const tellerId = personIds.get(tellers[index]?.id ?? '');
    await tellStory(client, character.key, story, year, tellerId ?? null);
  }
}

async function tellStory(
  client: CopseClient,
  community: string,
  story: StoryCharacter,
  year: Year,
  tellerId: string | null,
): Promise<void> {
  const { title, frameworkVersion, status } = story;
  const drafted = await client.draftStory({
    community,
    title,
    frameworkVersion,
    ...(tellerId === null ? {} : { teller: { personId: tellerId } }),
    steps: story.steps.map(({ cycle, sign, text, week }) => ({
      cycle,
      sign,
      text,
      occurredAt: toInstant(year.weekMs(week)),
    })),
  });
  if (status === 'draft') return;
  const submitted = await client.submitStory(drafted);
  if (status === 'published') await client.publishStory(submitted);
}
