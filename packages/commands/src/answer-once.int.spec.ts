import { connectPostgres, migratePostgres, withTenant, type PostgresConnection } from '@copse/postgres';
import { acquirePostgres } from '@copse/testing';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOnce } from './answer-once.ts';
import { idempotencyMigrations, type RepeatableRequest } from './idempotency-store.ts';

let connection: PostgresConnection;
let drop: () => Promise<void>;

beforeAll(async () => {
  const postgres = await acquirePostgres();
  const database = await postgres.createDatabase('commands');
  const [serviceRole, servicePassword] = [`role_${database.name}`, 'room-service'];
  await migratePostgres({ url: database.url, sets: [idempotencyMigrations], serviceRole, servicePassword });
  const url = new URL(database.url);
  Object.assign(url, { username: serviceRole, password: servicePassword });
  connection = connectPostgres({ url: url.href, applicationName: 'commands-spec', maxConnections: 8 });
  drop = database.drop;
});

afterAll(async () => {
  await connection.close();
  await drop();
});

const request = (key: string, over: Partial<RepeatableRequest> = {}): RepeatableRequest => ({
  tenant: 'acme',
  operation: 'POST /v1/stories',
  key,
  bodyHash: 'of title x',
  ...over,
});

/** A command that counts its effects and remembers its answer in its own transaction. */
function countedWork(ids: Record<string, string> = { storyId: 'one' }) {
  const effects: string[] = [];
  const work = async (remember: Parameters<Parameters<typeof answerOnce>[2]>[0]) => {
    const answer = { status: 201, ids };
    await withTenant(connection.db, 'acme', async (tx) => await remember(tx, answer));
    effects.push('done');
    return answer;
  };
  return { effects, work };
}

/** Remembers some answers of a tenant. */
async function recordFor(tenant: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const key = `${tenant}-${index}`;
    await answerOnce(connection.db, request(key, { tenant }), async () => ({ status: 200, ids: {} }));
  }
}

describe('answerOnce', () => {
  it('runs the command once and repeats its status and ids', async () => {
    const { effects, work } = countedWork();
    const first = await answerOnce(connection.db, request('k1'), work);
    const second = await answerOnce(connection.db, request('k1'), work);
    expect(second).toEqual(first);
    expect(effects).toHaveLength(1);
  });

  it('lets one of many simultaneous repeats take effect', async () => {
    const works = Array.from({ length: 8 }, (_, index) => countedWork({ storyId: String(index) }));
    const answers = await Promise.all(
      works.map(async ({ work }) => await answerOnce(connection.db, request('k2'), work)),
    );
    expect(new Set(answers.map((answer) => answer.ids['storyId'])).size).toBe(1);
    expect(works.flatMap(({ effects }) => effects)).toHaveLength(1);
  });

  it('refuses the key for another body and for another operation', async () => {
    const { work } = countedWork();
    await answerOnce(connection.db, request('k3'), work);
    const otherBody = request('k3', { bodyHash: 'of title y' });
    await expect(answerOnce(connection.db, otherBody, work)).rejects.toMatchObject({ status: 422 });
    const otherOperation = request('k3', { operation: 'POST /v1/keys' });
    await expect(answerOnce(connection.db, otherOperation, work)).rejects.toMatchObject({ status: 422 });
  });

  it('knows a key only within its tenant', async () => {
    const { effects, work } = countedWork();
    await answerOnce(connection.db, request('k4'), work);
    await answerOnce(
      connection.db,
      request('k4', { tenant: 'beta' }),
      async () => await countedWork().work(async () => {}),
    );
    expect(effects).toHaveLength(1);
    const rows = await connection.db.execute(sql`select 1 from idempotency_keys`);
    expect(rows).toHaveLength(0);
  });

  it('remembers no refusal', async () => {
    const refused = answerOnce(
      connection.db,
      request('k5'),
      async () => await Promise.reject(new Error('refused')),
    );
    await expect(refused).rejects.toThrow('refused');
    const { effects, work } = countedWork();
    await answerOnce(connection.db, request('k5'), work);
    expect(effects).toHaveLength(1);
  });

  it('forgets keys after a day, however many there are', async () => {
    const { effects, work } = countedWork();
    for (let index = 0; index < 30; index += 1) {
      await answerOnce(connection.db, request(`old-${index}`), countedWork().work);
    }
    await answerOnce(connection.db, request('k6'), work);
    await withTenant(connection.db, 'acme', async (tx) => {
      await tx.execute(sql`update idempotency_keys set recorded_at = now() - interval '25 hours'`);
    });
    await answerOnce(connection.db, request('k6'), work);
    expect(effects).toHaveLength(2);
  });

  it('keeps no row of a tenant that went silent once others have come, and none of theirs too little', async () => {
    await recordFor('silent', 3);
    await withTenant(connection.db, 'silent', async (tx) => {
      await tx.execute(sql`update idempotency_keys set recorded_at = now() - interval '25 hours'`);
      await tx.execute(sql`
        update idempotency_keys set recorded_at = now() - interval '23 hours' where key = 'silent-2'`);
    });
    // Rows of the specs before may be swept first, at most 20 a time.
    for (let round = 0; round < 5; round += 1) await recordFor(`heard-${round}`, 1);
    const left = await withTenant(
      connection.db,
      'silent',
      async (tx) => await tx.execute(sql`select key from idempotency_keys`),
    );
    expect(left).toEqual([{ key: 'silent-2' }]);
  });

  it('sweeps past rows that another holds instead of waiting for them', async () => {
    await recordFor('held', 1);
    await withTenant(connection.db, 'held', async (tx) => {
      await tx.execute(sql`update idempotency_keys set recorded_at = now() - interval '25 hours'`);
    });
    await withTenant(connection.db, 'held', async (tx) => {
      expect(await tx.execute(sql`select 1 from idempotency_keys for update`)).toHaveLength(1);
      await recordFor('hurried', 1);
      expect(await tx.execute(sql`select 1 from idempotency_keys`)).toHaveLength(1);
    });
  });
});
