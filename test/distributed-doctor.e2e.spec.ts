// What the doctor and the preparing commands say of a distributed installation in which something is wrong:
// each fault by name, with a next step, an exit code, and nothing changed.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDistributed, type DistributedSystem } from '@copse/local-engines';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCopse } from './harness/copse-command.ts';

let folder: string;
let system: DistributedSystem;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'copse-doctor-'));
  chmodSync(folder, 0o711);
  system = await startDistributed({ folder });
});
afterAll(async () => {
  await system.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Finding {
  readonly what: string;
  readonly status: string;
  readonly detail: string;
  readonly remedy?: string;
}

/** The doctor's faults as `what: detail → remedy`, with its exit code. */
async function findFaults(env: Readonly<Record<string, string>>): Promise<[number | null, ...string[]]> {
  const doctor = runCopse(['doctor', '--json'], { ...system.env, ...env });
  const code = await doctor.exited;
  const { findings } = JSON.parse(doctor.stdout()) as { findings: Finding[] };
  const faults = findings.filter(({ status }) => status === 'fault');
  return [code, ...faults.map(({ what, detail, remedy }) => `${what}: ${detail} → ${remedy ?? ''}`)];
}

function change(name: string, by: (url: URL) => void): Record<string, string> {
  const url = new URL(system.env[name] ?? '');
  by(url);
  return { [name]: url.href };
}

describe('the doctor of a distributed installation', () => {
  it('finds no fault where there is none, and every service at its port', async () => {
    expect(await findFaults({})).toEqual([0]);
  });

  it('names every fault of the configuration at once, also those no engine has a part in', async () => {
    const faults = await findFaults({
      COPSE_MASTER_KEY: 'ab12',
      COPSE_ADMIN_KEY: 'nonsense',
      CAPTURE_ROLES: 'all,none',
    });
    expect(faults).toEqual([
      1,
      expect.stringMatching(
        /^configuration, COPSE_MASTER_KEY: must NOT have fewer than 43 characters.* → set COPSE/,
      ),
      expect.stringMatching(/^configuration, COPSE_ADMIN_KEY: .* → set COPSE_ADMIN_KEY/),
      expect.stringMatching(/^configuration, CAPTURE_ROLES: has the wrong form/),
    ]);
  });

  it.each([
    [
      'MEMBERSHIP_DATABASE_URL',
      /^PostgreSQL, membership: .* refuses the password of role "copse_membership"/,
    ],
    ['CLICKHOUSE_URL', /^ClickHouse: .* refused the user or password; check both/],
  ])('names a wrong password in %s, and does not repeat it', async (name, fault) => {
    const faults = await findFaults(change(name, (url) => (url.password = 'canary-wrong')));
    expect(faults).toEqual([1, expect.stringMatching(fault)]);
    expect(faults.join()).not.toContain('canary');
  });

  it('names engines that are not there', async () => {
    const elsewhere = (name: string) => change(name, (url) => (url.port = '1'));
    const faults = await findFaults({
      ...elsewhere('VALUE_DATABASE_URL'),
      ...elsewhere('CLICKHOUSE_URL'),
      KAFKA_BROKERS: '127.0.0.1:1',
    });
    expect(faults).toEqual([
      1,
      expect.stringMatching(/^PostgreSQL, value_evaluation: .* refuses connections: start it, or correct/),
      expect.stringMatching(/^Kafka: Kafka does not answer at 127\.0\.0\.1:1/),
      expect.stringMatching(/^ClickHouse: .* does not answer .*; start it, or correct/),
    ]);
  });

  it('names missing topics, and a port that something else has', async () => {
    expect(await findFaults({ KAFKA_TOPIC_PREFIX: 'elsewhere.' })).toEqual([
      1,
      expect.stringMatching(/^Kafka, topics: missing .* → run "copse topics ensure"/),
    ]);
    const { port } = new URL(system.url);
    expect(await findFaults({ VALUE_PORT: port })).toEqual([
      1,
      expect.stringMatching(
        /^service value-evaluation: port \d+ is in use by something that is no Copse → stop/,
      ),
    ]);
  });
});

describe('a database newer than the program', () => {
  const unknown = { hash: 'of a migration to come', created_at: 9_999_999_999_999 };

  it('is named by the doctor, and migrating refuses before it has changed any other', async () => {
    const sql = postgres(
      change('POSTGRES_ADMIN_URL', (url) => (url.pathname = '/keys'))['POSTGRES_ADMIN_URL'] ?? '',
    );
    await sql`insert into migrations.identity_keys ${sql(unknown)}`;
    expect(await findFaults({})).toEqual([
      1,
      expect.stringMatching(
        /^PostgreSQL, keys, migrations: newer than this program: .* → run the program version/,
      ),
    ]);
    const absent = change('MEMBERSHIP_DATABASE_URL', (url) => (url.pathname = '/never_made'));
    const migrate = runCopse(['migrate'], { ...system.env, ...absent });
    expect(await migrate.exited).toBe(1);
    expect(migrate.stderr()).toMatch(
      /keys is newer than this program: it has identity_keys\/\d+; run the program/,
    );
    expect(await sql`select from pg_database where datname = 'never_made'`).toHaveLength(0);
    await sql`delete from migrations.identity_keys where hash = ${unknown.hash}`;
    await sql.end();
  });

  it('is not what the doctor calls one that another version of a file made', async () => {
    const sql = postgres(
      change('POSTGRES_ADMIN_URL', (url) => (url.pathname = '/keys'))['POSTGRES_ADMIN_URL'] ?? '',
    );
    const [first] = await sql<{ id: number; hash: string }[]>`
      select id, hash from migrations.identity_keys order by id limit 1`;
    if (first === undefined) throw new Error('the keys were never migrated');
    await sql`update migrations.identity_keys set hash = 'of another text' where id = ${first.id}`;
    expect(await findFaults({})).toEqual([
      1,
      expect.stringMatching(
        /^PostgreSQL, keys, migrations: changed after it was applied: identity_keys\/0000 → .* start with an empty one/,
      ),
    ]);
    await sql`update migrations.identity_keys set hash = ${first.hash} where id = ${first.id}`;
    await sql.end();
  });
});
