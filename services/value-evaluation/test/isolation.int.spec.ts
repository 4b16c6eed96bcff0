import { rebuildReadModels } from '@copse/commands';
import type { ServiceHome } from '@copse/commands/service-home';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModels } from '../src/index.ts';
import { clinic, createValueHome, draft, storyteller } from './value-home.ts';

let home: ServiceHome;

beforeAll(async () => {
  // One connection: whatever one request leaves behind in it, the next would see.
  home = await createValueHome({ maxConnections: 1 });
});
afterAll(async () => await home.remove());

const version = (number: number) => ({ 'if-match': `"${number}"` });

describe('two tenants', () => {
  it('interleaved on one connection never see each other', async () => {
    const rounds = 40;
    const lives = ['acme', 'beta'].map(async (tenant) => {
      const ask = storyteller(home, tenant);
      const ids: string[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const storyId = await draft(ask, { ...clinic, title: `${tenant} ${round}` });
        ids.push(storyId);
        expect((await ask(`GET /v1/stories/${storyId}`)).body['title']).toBe(`${tenant} ${round}`);
        if (round % 2 === 0) await ask(`POST /v1/stories/${storyId}/submit`);
        if (round % 4 === 0) await ask(`POST /v1/stories/${storyId}/publish`, { consent: true }, version(2));
        const { body } = await ask('GET /v1/stories?limit=100');
        expect((body['items'] as { storyId: string }[]).map((story) => story.storyId)).toEqual(ids);
      }
      return ids;
    });
    const [ofAcme = [], ofBeta = []] = await Promise.all(lives);
    expect(new Set([...ofAcme, ...ofBeta]).size).toBe(2 * rounds);
  });

  it('get 404 for each other’s stories on every route that names one', async () => {
    const storyId = await draft(storyteller(home, 'acme'));
    const beta = storyteller(home, 'beta');
    const answers = await Promise.all([
      beta(`GET /v1/stories/${storyId}`),
      beta(`PUT /v1/stories/${storyId}`, { steps: [] }, version(1)),
      beta(`POST /v1/stories/${storyId}/submit`),
      beta(`POST /v1/stories/${storyId}/publish`, { consent: true }, version(1)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  it('have no rows for a transaction that names no tenant', async () => {
    const { sql } = home.connection;
    for (const table of ['stories', 'idempotency_keys', 'event']) {
      expect([table, ...(await sql`select 1 from ${sql(table)}`)]).toEqual([table]);
    }
  });
});

describe('rebuilding the read model', () => {
  it('gives the same rows as the appends did, for one tenant, and leaves the other’s alone', async () => {
    const ask = storyteller(home, 'acme');
    const storyId = await draft(ask);
    await ask(`PUT /v1/stories/${storyId}`, { steps: clinic.steps.slice(1) }, version(1));
    const owner = postgres(home.ownerUrl, { max: 1 });
    const dump = async () => await owner`select line::text as line from stories as line order by 1`;
    const before = await dump();
    await owner`delete from stories where tenant = 'acme' and status = 'draft'`;
    await owner`update stories set status = 'draft', version = 99, sealed = null where tenant = 'acme'`;
    expect(await dump()).not.toEqual(before);
    await rebuildReadModels(home.connection.db, 'acme', readModels);
    expect(await dump()).toEqual(before);
    await owner.end();
  });
});
