// Canaries: what is personal is put into every place that takes it, and searched for in every place that
// must not hold it.
import { eventually } from '@copse/testing';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaptureApp, type CaptureApp } from './capture-app.ts';

const CANARY = 'canary7f3a9c';

let running: CaptureApp;

beforeAll(async () => {
  running = await createCaptureApp();
});

afterAll(async () => {
  await running.close();
});

const activity = {
  source: 'mail',
  id: `<${CANARY}-id@example.org>`,
  community: 'bridges',
  act: 'answer',
  occurredAt: '2026-03-12T17:00:45Z',
  actor: { id: `mailto:${CANARY}-actor@example.org`, name: `${CANARY} name` },
  target: { id: `${CANARY}-target`, author: { id: `${CANARY}-author`, source: 'directory' } },
  thread: { id: `${CANARY}-thread` },
  mentions: [{ id: `${CANARY}-mention` }],
  topics: ['bearings'],
  text: `${CANARY} text`,
  title: `${CANARY} title`,
  url: `https://example.org/${CANARY}`,
};

/** Tables whose rows hold the canary, as text or as bytes. */
async function searchDatabase(url: string): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', nspname, relname) as name from pg_class join pg_namespace space on space.oid = relnamespace
      where relkind in ('r', 'm') and nspname not in ('pg_catalog', 'information_schema')`;
    expect(tables.length).toBeGreaterThan(1);
    const hits: string[] = [];
    for (const { name } of tables) {
      const hex = Buffer.from(CANARY).toString('hex');
      const base64 = [0, 1, 2].map((shift) =>
        Buffer.from(`${'x'.repeat(shift)}${CANARY}`)
          .toString('base64')
          .slice(shift === 0 ? 0 : 4, -4),
      );
      const found = await sql.unsafe(
        `select from ${name} as row where row::text like any ($1::text[]) limit 1`,
        [`{${[CANARY, hex, ...base64].map((needle) => `%${needle}%`).join(',')}}`],
      );
      if (found.length > 0) hits.push(name);
    }
    return hits;
  } finally {
    await sql.end();
  }
}

describe('personal data', () => {
  it('appears in no table, topic, log line or metric, whether accepted, repeated, in conflict or refused', async () => {
    const key = running.issueKey('t1', ['activities:write', 'activities:read', 'facts:read']);
    const created = await running.post(key, '/v1/activities', activity);
    expect(created.statusCode).toBe(201);
    const { activityRef } = created.json<{ activityRef: string }>();
    await running.post(key, '/v1/activities', activity);
    const conflict = await running.post(key, '/v1/activities', { ...activity, text: `${CANARY} changed` });
    const broken = { ...activity, id: `${CANARY}-2`, act: CANARY, occurredAt: CANARY };
    const refused = await running.post(key, '/v1/activities', broken);
    const batch = await running.post(key, '/v1/activities:batch', {
      activities: [activity, broken, { ...activity, id: `${CANARY}-3`, polarity: 1 }],
    });
    const malformed = await running.post(key, '/v1/activities', `{"text":"${CANARY}`);
    expect([conflict, refused, batch, malformed].map(({ statusCode }) => statusCode)).toEqual([
      409, 400, 200, 400,
    ]);
    await eventually(async () => {
      const trace = await running.get(
        key,
        `/v1/activities:trace?source=mail&id=${encodeURIComponent(activity.id)}`,
      );
      expect(trace.json()).toMatchObject({ log: { relayed: true } });
      expect(trace.body).not.toContain(CANARY);
    });
    const { database, busOwnerUrl } = running;
    for (const url of [database.ownerUrl, database.keysOwnerUrl, busOwnerUrl])
      expect(await searchDatabase(url)).toEqual([]);
    expect(running.logged.join('')).not.toContain(CANARY);
    const metrics = await running.app.inject({ method: 'GET', url: '/metrics' });
    expect(metrics.body).not.toContain(CANARY);
    const plain = await running.get(
      running.issueKey('t1', ['activities:read']),
      `/v1/activities/${activityRef}`,
    );
    expect(plain.body).not.toContain(CANARY);
    const whole = await running.get(key, `/v1/activities/${activityRef}`);
    expect(whole.json()).toMatchObject({ sent: activity });
  });

  it('is unreadable for good once the actor’s key is destroyed', async () => {
    const key = running.issueKey('t1', ['activities:write', 'activities:read', 'facts:read']);
    const posted = await running.post(key, '/v1/activities', {
      ...activity,
      id: 'erased-1',
      actor: { id: 'to be erased' },
    });
    const { activityRef } = posted.json<{ activityRef: string }>();
    const before = await running.get(key, `/v1/activities/${activityRef}`);
    const { activity: captured, sent } = before.json<{
      activity: { actor: { identityId: string } };
      sent: unknown;
    }>();
    expect(sent).not.toBeNull();
    await running.database.keyring.destroyKey('t1', captured.actor.identityId);
    const restarted = await createCaptureApp({ roles: ['http'], database: running.database });
    try {
      const reader = restarted.issueKey('t1', ['activities:read', 'facts:read']);
      expect((await restarted.get(reader, `/v1/activities/${activityRef}`)).json()).toMatchObject({
        sent: null,
        activity: captured,
      });
    } finally {
      await restarted.close();
    }
  });
});
