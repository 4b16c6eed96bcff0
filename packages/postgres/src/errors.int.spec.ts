import { acquirePostgres } from '@copse/testing';
import { describe, expect, it } from 'vitest';
import { NOTE_TABLE, writeMigrationSet } from '../test/migration-folder.ts';
import { pingPostgres } from './connection.ts';
import { PostgresUnavailableError, describeAddress } from './errors.ts';
import { checkMigrations, migratePostgres } from './migrations.ts';

/** The engine's address with something changed. */
async function changeUrl(change: (url: URL) => void): Promise<string> {
  const url = new URL((await acquirePostgres()).adminUrl);
  change(url);
  return url.toString();
}

const faults: readonly (readonly [string, (url: URL) => void, RegExp])[] = [
  [
    'nothing listens there',
    (url) => {
      url.port = '1';
    },
    /127\.0\.0\.1:1\/\S+ refuses connections: start it, or correct the host and port/,
  ],
  [
    'the host is unknown',
    (url) => {
      url.hostname = 'nowhere.invalid';
    },
    /nowhere\.invalid:\d+\/\S+: the host name is unknown|does not answer/,
  ],
  [
    'the password is wrong',
    (url) => {
      url.password = 'canary-wrong';
    },
    /refuses the password of role "postgres": correct it in the URL or its secret file/,
  ],
  [
    'the role does not exist',
    (url) => {
      url.username = 'nobody_here';
    },
    /role "nobody_here"/,
  ],
  [
    'the database does not exist',
    (url) => {
      url.pathname = '/no_such_database';
    },
    /database "no_such_database" does not exist; create it or run "copse migrate"/,
  ],
];

describe('a PostgreSQL that cannot be used is explained: what, where, what to do, never the password', () => {
  for (const [name, change, explanation] of faults)
    it(`when ${name}`, async () => {
      const url = await changeUrl(change);
      const sets = [writeMigrationSet('notes', [NOTE_TABLE])];
      const role = { serviceRole: 'copse_spec_errors', servicePassword: 'spec-only' };
      for (const attempt of [
        async () => await pingPostgres(url),
        async () => await checkMigrations({ url, sets }),
        async () => await migratePostgres({ url, sets, ...role }),
      ]) {
        const error: unknown = await attempt().then(
          () => null,
          (failure: unknown) => failure,
        );
        expect(error).toBeInstanceOf(PostgresUnavailableError);
        expect(String(error)).toMatch(explanation);
        expect(String(error)).not.toContain(`:${new URL(url).password}@`);
        expect(String(error)).not.toContain('canary');
      }
    });

  it('and one that answers is none', async () => {
    await expect(pingPostgres(await changeUrl(() => {}))).resolves.toBeUndefined();
  });
});

describe('an address', () => {
  it('is shown without credentials, with the default port', () => {
    expect(describeAddress('postgres://user:secret@db.example/capture')).toBe('db.example:5432/capture');
  });
});
