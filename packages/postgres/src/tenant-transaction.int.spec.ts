import { sql } from 'drizzle-orm';
import { acquirePostgres, type TestDatabase } from '@copse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOTE_TABLE, writeMigrationSet } from '../test/migration-folder.ts';
import { connectPostgres, type PostgresConnection } from './connection.ts';
import { migratePostgres } from './migrations.ts';
import { withTenant } from './tenant-transaction.ts';

const TENANTS = ['oak', 'fir'] as const;
const REQUESTS = 10_000;
let database: TestDatabase;
let service: PostgresConnection;

beforeAll(async () => {
  database = await (await acquirePostgres()).createDatabase('tenants');
  const role = { serviceRole: 'copse_spec_tenants', servicePassword: 'spec-only' };
  await migratePostgres({
    url: database.url,
    sets: [writeMigrationSet('notes', [NOTE_TABLE, 'create index on note (id)'])],
    ...role,
  });
  const url = new URL(database.url);
  url.username = role.serviceRole;
  url.password = role.servicePassword;
  service = connectPostgres({ url: url.toString(), applicationName: 'spec', maxConnections: 1 });
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

/** The tenants whose rows a statement sees, without any condition of its own. */
async function readTenants(run: { execute: typeof service.db.execute }): Promise<string[]> {
  const rows = await run.execute<{ tenant: string }>(sql`select distinct tenant from note`);
  return rows.map((row) => row.tenant);
}

describe('two tenants on one connection', () => {
  it(
    'never see, change or write each other’s rows in 10,000 interleaved requests, failing ones among them',
    { timeout: 120_000 },
    async () => {
      const leaks: string[] = [];
      const requests = Array.from({ length: REQUESTS }, async (_, index) => {
        const tenant = index % 2 === 0 ? TENANTS[0] : TENANTS[1];
        const run = withTenant(service.db, tenant, async (tx) => {
          await tx.execute(sql`insert into note values (${tenant}, ${index}, 'text')`);
          if (index % 100 === 0) {
            const changed = await tx.execute(sql`update note set text = 'changed' returning tenant`);
            leaks.push(...changed.map((row) => String(row['tenant'])).filter((seen) => seen !== tenant));
            leaks.push(...(await readTenants(tx)).filter((seen) => seen !== tenant));
          } else {
            // The rows of the requests before this one, half of them another tenant's.
            const seen = await tx.execute<{ tenant: string }>(
              sql`select tenant from note where id between ${index - 10} and ${index}`,
            );
            leaks.push(...seen.map((row) => row.tenant).filter((found) => found !== tenant));
          }
          if (index % 7 === 0) throw new Error('rolled back');
        });
        await run.catch((error: unknown) => {
          if (!(error instanceof Error) || error.message !== 'rolled back') throw error;
        });
      });
      await Promise.all(requests);
      expect(leaks).toEqual([]);
      expect(await readTenants(service.db)).toEqual([]);
    },
  );
});

describe('row-level security', () => {
  it('shows no rows where no tenant was set, and takes none', async () => {
    await withTenant(service.db, 'oak', async (tx) => {
      await tx.execute(sql`insert into note values ('oak', -1, 'mine') on conflict do nothing`);
    });
    expect(await readTenants(service.db)).toEqual([]);
    await expect(service.sql`insert into note values ('oak', -2, 'x')`).rejects.toThrow('row-level security');
    await expect(service.sql`update note set text = 'x' returning 1`).resolves.toHaveLength(0);
    await expect(service.sql`delete from note returning 1`).resolves.toHaveLength(0);
  });

  it('refuses a row written under another tenant’s name', async () => {
    await expect(
      withTenant(
        service.db,
        'oak',
        async (tx) => await tx.execute(sql`insert into note values ('fir', -3, 'x')`),
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('holds for a tenant whose name is SQL', async () => {
    const name = `oak' or '1'='1`;
    await expect(withTenant(service.db, name, async (tx) => await readTenants(tx))).resolves.toEqual([]);
  });
});

describe('a transaction of a tenant', () => {
  it('takes no transaction id by itself, so that an append may be the first that does', async () => {
    const [row] = await withTenant(
      service.db,
      'oak',
      async (tx) =>
        await tx.execute<{ xid: string | null }>(sql`select pg_current_xact_id_if_assigned()::text as xid`),
    );
    expect(row?.xid).toBeNull();
  });

  it('is ended by the server when it is forgotten, and when a statement never ends', async () => {
    const url = service.url;
    const impatient = connectPostgres({
      url,
      applicationName: 'spec',
      maxConnections: 1,
      statementTimeoutMs: 100,
      idleInTransactionTimeoutMs: 100,
    });
    await expect(impatient.sql`select pg_sleep(5)`).rejects.toMatchObject({ code: '57014' });
    const [settings] = await impatient.sql`
      select current_setting('statement_timeout') as statement,
             current_setting('idle_in_transaction_session_timeout') as idle`;
    expect(settings).toEqual({ statement: '100ms', idle: '100ms' });
    await impatient.close();
  });
});
