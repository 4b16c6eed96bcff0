// Activities of the right shape whose row the database does not take, now or later: no client is to send them again.
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaptureApp, type CaptureApp, type TestKey } from './capture-app.ts';

let running: CaptureApp;
let owner: postgres.Sql;
let key: TestKey;

beforeAll(async () => {
  running = await createCaptureApp({ roles: ['http'] });
  owner = postgres(running.database.ownerUrl, { max: 1, onnotice: () => {} });
  key = running.issueKey('t1', ['activities:write']);
});

afterAll(async () => {
  await owner.end();
  await running.close();
});

let lastId = 0;

/** An activity nobody posted before. */
function compose(community: string): Record<string, unknown> {
  lastId += 1;
  return { source: 'forum', id: `${lastId}`, community, act: 'ask', occurredAt: '2026-03-12T17:00:45Z' };
}

describe('an activity the log does not take for what is in it', () => {
  it('is refused, alone and in a batch, and the others of the batch are stored', async () => {
    // Classes of SQLSTATE about a value: data, constraints, limits.
    const states = ['22P05', '23514', '54000'];
    await owner.unsafe(`create function refuse_spec() returns trigger language plpgsql as $$
      begin
        raise exception 'not this' using errcode = upper(substring(new.data::text from 'unstorable-(\\w+)'));
      end $$`);
    await owner.unsafe(`create trigger refuse_spec before insert on event for each row
      when (new.data::text like '%unstorable-%') execute function refuse_spec()`);
    const bad = states.map((state) => compose(`unstorable-${state.toLowerCase()}`));
    const alone = await Promise.all(bad.map(async (item) => await running.post(key, '/v1/activities', item)));
    const answer = await running.post(key, '/v1/activities:batch', {
      activities: [compose('bridges'), ...bad, compose('bridges')],
    });
    await owner`drop trigger refuse_spec on event`;
    const refusal = [422, 'activity-not-storable'];
    expect(alone.map((each) => [each.statusCode, each.json<{ code: string }>().code])).toEqual([
      refusal,
      refusal,
      refusal,
    ]);
    const { results } = answer.json<{ results: { httpStatus: number; problem?: { code: string } }[] }>();
    expect(results.map(({ httpStatus, problem }) => [httpStatus, problem?.code])).toEqual([
      [201, undefined],
      refusal,
      refusal,
      refusal,
      [201, undefined],
    ]);
  });
});
