// Random communities for property tests: few people, many collisions, everything that is legal but odd:
// anonymous acts, bots, merged identities, replies to what is missing, to oneself, before their need.
import * as fc from 'fast-check';
import { ACT_NAMES, ACTIVITY_KINDS, NEED_KINDS, VALUE_CYCLES } from '@copse/contracts';
import type { Grain } from '../src/indicators/windows.ts';
import { createHistory, type History } from './history.ts';

export interface RandomQuestion {
  readonly history: History;
  readonly from: string;
  readonly days: number;
  readonly grain: Grain;
  readonly dataAsOf: string | null;
  readonly retentionPeriods: number;
}

const BEGIN = Date.UTC(2024, 1, 20);
const SPAN_HOURS = 24 * 75;
const IDENTITIES = ['ada', 'bob', 'cyd', 'dee', 'eve', 'fay', 'robot'] as const;
const ZONES = ['UTC', 'Europe/Lisbon', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'] as const;

const hour = fc.integer({ min: 0, max: SPAN_HOURS });
const identity = fc.constantFrom(...IDENTITIES);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const act = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('ask', 'ask', 'answer', 'reply', 'comment', 'thank') },
  { weight: 1, arbitrary: fc.constantFrom(...ACT_NAMES) },
);

const deed = fc.record({
  hour,
  by: fc.option(identity, { freq: 8 }),
  bot: fc.boolean(),
  act,
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...NEED_KINDS) },
    { weight: 1, arbitrary: fc.constantFrom(...ACTIVITY_KINDS) },
  ),
  // How many deeds before (or after) this one its target and its thread were done.
  to: fc.option(fc.integer({ min: -1, max: 5 }), { nil: undefined, freq: 5 }),
  author: maybe(identity),
  thread: maybe(fc.integer({ min: 0, max: 8 })),
  mentions: fc.array(identity, { maxLength: 2 }),
  elsewhere: fc.boolean(),
});
const deeds = fc.oneof(
  { weight: 1, arbitrary: fc.array(deed, { maxLength: 8 }) },
  { weight: 4, arbitrary: fc.array(deed, { minLength: 25, maxLength: 50 }) },
);
const change = fc.record({ who: identity, hour, joins: fc.boolean() });
const link = fc.record({ who: fc.constantFrom('ada', 'bob', 'robot'), identity, bot: fc.boolean() });
const tale = fc.record({
  status: fc.constantFrom('drafted', 'submitted', 'published'),
  steps: fc.array(fc.record({ cycle: fc.constantFrom(...VALUE_CYCLES), hour: maybe(hour) }), {
    maxLength: 4,
  }),
  recorded: hour,
});

/** A tenant of its own (`tenant`), so that many histories fit into one database. */
export function arbitraryQuestion(nextTenant: () => string): fc.Arbitrary<RandomQuestion> {
  return fc
    .record({
      zone: fc.constantFrom(...ZONES),
      framework: fc.constantFrom('2011', '2014', '2020'),
      deeds,
      // Mostly things happen in the order in which they refer to each other.
      inOrder: fc.oneof(
        { weight: 4, arbitrary: fc.constant(true) },
        { weight: 1, arbitrary: fc.constant(false) },
      ),
      changes: fc.array(change, { maxLength: 12 }),
      links: fc.array(link, { maxLength: 5 }),
      tales: fc.array(tale, { maxLength: 4 }),
      fromDay: fc.integer({ min: 0, max: 40 }),
      days: fc.integer({ min: 1, max: 60 }),
      grain: fc.constantFrom('day', 'week', 'month', 'quarter', 'window'),
      asOfHour: fc.option(fc.integer({ min: SPAN_HOURS / 2, max: SPAN_HOURS * 2 }), { freq: 6 }),
      retentionPeriods: fc.integer({ min: 1, max: 3 }),
    })
    .map((random): RandomQuestion => {
      const history = createHistory({
        tenant: nextTenant(),
        timeZone: random.zone,
        framework: random.framework,
      });
      for (const { who, identity: name, bot } of random.links) history.link(who, name, bot);
      for (const { who, hour: at, joins } of random.changes)
        if (joins) history.join(who, instantAt(at));
        else history.leave(who, instantAt(at));
      const hours = random.deeds.map((item) => item.hour);
      if (random.inOrder) hours.sort((a, b) => a - b);
      random.deeds.forEach((item, index) => {
        const { hour: _hour, elsewhere, by, to, author, thread, ...rest } = item;
        const at = hours[index] ?? 0;
        history.act({
          ...rest,
          by,
          bot: item.bot && by === 'robot',
          at: instantAt(at),
          ref: `a${index}`,
          ...(to === undefined ? {} : { to: `a${index - to}` }),
          ...(author === undefined ? {} : { author }),
          ...(thread === undefined ? {} : { thread: `a${index - thread}` }),
          ...(elsewhere && index % 5 === 0 ? { community: 'others' } : {}),
        });
      });
      random.tales.forEach((story, index) =>
        history.tell({
          id: `${history.tenant}/${index}`,
          framework: random.framework,
          status: story.status,
          recordedAt: instantAt(story.recorded),
          steps: story.steps.map((step) => ({
            cycle: step.cycle,
            ...(step.hour === undefined ? {} : { at: instantAt(step.hour) }),
          })),
        }),
      );
      return {
        history,
        from: new Date(BEGIN + random.fromDay * 86_400_000).toISOString().slice(0, 10),
        days: random.days,
        grain: random.grain,
        dataAsOf: random.asOfHour === null ? null : instantAt(random.asOfHour),
        retentionPeriods: random.retentionPeriods,
      };
    });
}

function instantAt(hours: number): string {
  return new Date(BEGIN + hours * 3_600_000).toISOString();
}
