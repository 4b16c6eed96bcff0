import { randomUUID } from 'node:crypto';
import { createLogger, createMetrics } from '@copse/observability';
import { ACT_NAMES, type PublicEvent } from '@copse/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectEvent } from '../src/consumers/project-event.ts';
import { createProjectionWriter, type ProjectionWriter } from '../src/consumers/projection-writer.ts';
import { createClickHouseReader, type ClickHouseReader } from '../src/store/clickhouse-reader.ts';
import { createAnalyticsHome, ENGINE_KINDS, type AnalyticsHome } from './analytics-home.ts';
import { createActivity, createEvent, createRegistration, createStory, referTo } from './events.ts';
import { shuffle } from './shuffle.ts';

/** A reference as the engine shows it. */
const asUuid = (reference: string): string =>
  reference.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
const NONE = '00000000-0000-0000-0000-000000000000';

describe.each(ENGINE_KINDS)('the projection on %s', (kind) => {
  let home: AnalyticsHome;
  let writer: ProjectionWriter;
  let reader: ClickHouseReader;
  beforeAll(async () => {
    home = await createAnalyticsHome(kind);
    const logger = createLogger({ name: 'spec', level: 'silent' });
    writer = createProjectionWriter({
      connection: home.connection,
      logger,
      metrics: createMetrics({ processMetrics: false }),
    });
    reader = createClickHouseReader(home.connection);
  });
  afterAll(async () => {
    await writer.close();
    await home.remove();
  });

  describe('counts an activity once', () => {
    it.each([1, 2, 100])('when it is delivered %i times, in whatever order and batches', async (times) => {
      const tenant = `times-${times}`;
      const events = ACT_NAMES.map((act, index) =>
        createActivity({ act, occurredAt: new Date(Date.UTC(2019, index, 1)).toISOString() }, { tenant }),
      );
      const deliveries = shuffle(Array.from({ length: times }, () => events).flat(), times);
      for (let from = 0; from < deliveries.length; from += 97) await take(deliveries.slice(from, from + 97));
      const [row] = await read<{ n: number; acts: number }>(
        'SELECT count() AS n, uniqExact(act) AS acts FROM activities FINAL WHERE tenant = {tenant:String}',
        { tenant },
      );
      expect(row).toEqual({ n: ACT_NAMES.length, acts: ACT_NAMES.length });
    });

    it('when the process is killed between the insert and the commit, and the batch comes again', async () => {
      const tenant = 'killed';
      const events = Array.from({ length: 50 }, () => createActivity({}, { tenant }));
      await take(events);
      // Nothing was committed: the next process reads the same records, in other batches, beside newer ones.
      const restarted = createProjectionWriter({
        connection: home.connection,
        logger: createLogger({ name: 'spec', level: 'silent' }),
        metrics: createMetrics({ processMetrics: false }),
      });
      const newer = Array.from({ length: 10 }, () => createActivity({}, { tenant }));
      await restarted.write([...events.slice(20), ...newer].flatMap(projectEvent), []);
      await restarted.write(events.slice(0, 20).flatMap(projectEvent), []);
      await restarted.close();
      expect(await countActivities(tenant)).toBe(60);
    });

    it('of each community and instant, never two activities as one', async () => {
      const tenant = 'apart';
      const sharedRef = referTo('same id in two tenants');
      await take([
        createActivity({ community: 'a' }, { tenant }),
        createActivity({ community: 'b' }, { tenant }),
        createActivity({ community: 'b' }, { tenant }),
        createActivity({ activityRef: sharedRef }, { tenant }),
        createActivity({ activityRef: sharedRef }, { tenant: 'another' }),
      ]);
      expect(await countActivities(tenant)).toBe(4);
    });
  });

  it('keeps every field of an activity', async () => {
    const tenant = 'fields';
    const author = randomUUID();
    const actor = { identityId: randomUUID(), bot: true };
    const anonymous = createActivity({ occurredAt: '2018-03-12T17:00:45.567Z' }, { tenant });
    delete anonymous.data.actor;
    await take([
      createActivity(
        {
          act: 'vote',
          kind: 'problem-solving',
          source: 'stackexchange:quantumcomputing',
          occurredAt: '1905-02-03T04:05:06.789Z',
          actor,
          target: { ref: referTo('post'), author },
          threadRef: referTo('root'),
          mentions: [author],
          topics: ['o\'clock \\ "quoted"', 'שלום 🌳'],
          polarity: -1,
          disclosesDifficulty: true,
        },
        { tenant },
      ),
      anonymous,
    ]);
    const rows = await read<Record<string, unknown>>(
      `SELECT * EXCEPT (event_id, activity_ref, recorded_at), toUnixTimestamp64Milli(recorded_at) AS recordedAtMs
       FROM activities FINAL WHERE tenant = {tenant:String} ORDER BY occurred_at`,
      { tenant },
    );
    const plain = {
      tenant,
      community: 'gardeners',
      act: 'reply',
      kind: 'other',
      source: 'forum',
      occurred_at: '2018-03-12 17:00:45.567',
      actor: null,
      actor_bot: false,
      target_ref: NONE,
      target_author: null,
      thread_ref: NONE,
      mentions: [],
      topics: [],
      polarity: 0,
      discloses_difficulty: false,
      version: 1,
      is_deleted: 0,
      recordedAtMs: Date.parse('2026-03-02T10:00:00.123Z'),
    };
    expect(rows).toEqual([
      {
        ...plain,
        act: 'vote',
        kind: 'problem-solving',
        source: 'stackexchange:quantumcomputing',
        occurred_at: '1905-02-03 04:05:06.789',
        actor: actor.identityId,
        actor_bot: true,
        target_ref: asUuid(referTo('post')),
        target_author: author,
        thread_ref: asUuid(referTo('root')),
        mentions: [author],
        topics: ['o\'clock \\ "quoted"', 'שלום 🌳'],
        polarity: -1,
        discloses_difficulty: true,
      },
      plain,
    ]);
  });

  it('keeps the newest charter when changes arrive before the registration, twice and out of order', async () => {
    const tenant = 'charters';
    const change = (version: number, concern: string): PublicEvent =>
      createEvent(
        'copse.membership.charter-changed.v1',
        'community/gardeners',
        {
          communityId: '00000000-0000-4000-8000-00000000c001',
          key: 'gardeners',
          charter: { domain: { concern, topics: [] } },
        },
        { tenant, version, time: `2026-03-0${version}T00:00:00.000Z` },
      );
    const registration = createRegistration(
      { name: 'Gardeners of Évora' },
      { tenant, time: '2026-03-01T00:00:00.000Z' },
    );
    const read1 = async (): Promise<readonly Record<string, unknown>[]> =>
      await read(
        'SELECT key, name, charter, time_zone, framework_version, version, registered_at FROM communities WHERE tenant = {tenant:String}',
        { tenant },
      );

    await take([change(3, 'third')]);
    expect(await read1()).toEqual([]);
    await take([registration, registration]);
    await take([change(2, 'second'), change(3, 'third'), registration]);
    expect(await read1()).toEqual([
      {
        key: 'gardeners',
        name: 'Gardeners of Évora',
        charter: '{"domain":{"concern":"third","topics":[]}}',
        time_zone: 'Europe/Lisbon',
        framework_version: '2020',
        version: 3,
        registered_at: '2026-03-01 00:00:00.000',
      },
    ]);
  });

  it('moves an identity to the person it was linked to last, however links arrive', async () => {
    const tenant = 'links';
    const [identityId, first, second] = [randomUUID(), randomUUID(), randomUUID()];
    const link = (personId: string, version: number, time: string): PublicEvent =>
      createEvent(
        'copse.membership.identity-linked.v1',
        `person/${personId}`,
        { personId, identityId, bot: false },
        { tenant, version, time },
      );
    // The earlier link has the higher version, in a stream of its own.
    await take([link(second, 1, '2026-03-05T00:00:00.000Z')]);
    await take([link(first, 7, '2026-03-04T00:00:00.000Z'), link(first, 7, '2026-03-04T00:00:00.000Z')]);
    const rows = await read('SELECT person_id FROM identities FINAL WHERE tenant = {tenant:String}', {
      tenant,
    });
    expect(rows).toEqual([{ person_id: second }]);
  });

  it('tells joining from leaving by the stream’s version, not by arrival', async () => {
    const tenant = 'members';
    const personId = randomUUID();
    const member = { communityId: randomUUID(), communityKey: 'gardeners', personId };
    const subject = `member/${member.communityId}/${personId}`;
    const joined = createEvent(
      'copse.membership.member-joined.v1',
      subject,
      { ...member, joinedAt: '2026-01-05T00:00:00.000Z' },
      { tenant, version: 1 },
    );
    const left = createEvent(
      'copse.membership.member-left.v1',
      subject,
      { ...member, leftAt: '2026-02-05T00:00:00.000Z' },
      { tenant, version: 2 },
    );
    await take([left, left]);
    await take([joined, left]);
    const rows = await read(
      'SELECT stream_version, change FROM membership_changes FINAL WHERE tenant = {tenant:String} ORDER BY stream_version',
      { tenant },
    );
    expect(rows).toEqual([
      { stream_version: 1, change: 'joined' },
      { stream_version: 2, change: 'left' },
    ]);
  });

  it('counts the steps of a story’s newest version only, in the community it is told of now', async () => {
    const tenant = 'stories';
    const storyId = randomUUID();
    const step = (cycle: 'immediate' | 'applied' | 'realized') => ({
      stepId: randomUUID(),
      cycle,
      occurredAt: null,
      sign: 'positive' as const,
    });
    const drafted = createStory(
      'drafted',
      { storyId, communityKey: 'bakers', steps: [step('immediate'), step('applied')] },
      { tenant },
    );
    const revised = createStory('revised', { storyId, steps: [step('realized')] }, { tenant, version: 2 });
    const published = createStory(
      'published',
      { storyId, steps: revised.data.steps },
      { tenant, version: 3 },
    );
    await take([published]);
    await take([drafted, revised, published, drafted]);
    const rows = await read(
      `SELECT stories.status AS status, stories.community AS community, cycle
       FROM story_steps FINAL JOIN stories FINAL USING (tenant, story_id, version)
       WHERE tenant = {tenant:String}`,
      { tenant },
    );
    expect(rows).toEqual([{ status: 'published', community: 'gardeners', cycle: 'realized' }]);
  });

  it('refuses an instant the tables cannot hold instead of moving it', () => {
    expect(() => projectEvent(createActivity({ occurredAt: '1899-12-31T23:59:59.999Z' }))).toThrow(
      /1900 to 2299/,
    );
    expect(() => projectEvent(createActivity({ occurredAt: '2300-01-01T00:00:00.000Z' }))).toThrow(
      /1900 to 2299/,
    );
  });

  async function take(events: readonly PublicEvent[]): Promise<void> {
    await writer.write(events.flatMap(projectEvent), []);
  }
  async function read<Row>(sql: string, parameters: Record<string, unknown>): Promise<readonly Row[]> {
    return await reader.read<Row>({ origin: 'spec', sql, parameters });
  }
  async function countActivities(tenant: string): Promise<number> {
    const [row] = await read<{ n: number }>(
      'SELECT count() AS n FROM activities FINAL WHERE tenant = {tenant:String}',
      { tenant },
    );
    return row?.n ?? -1;
  }
});
