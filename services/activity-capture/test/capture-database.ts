// Databases of a spec: capture's own and the keys', migrated, and met as the roles that own nothing.
import { randomBytes } from 'node:crypto';
import { createKeyring, keyringMigrations, type Keyring } from '@copse/personal-data';
import { connectPostgres, migratePostgres, type MigrationSet, type PostgresConnection } from '@copse/postgres';
import { acquirePostgres } from '@copse/testing';
import { captureMigrations } from '../src/store/migrations.ts';

export interface CaptureDatabase {
  readonly masterKey: Buffer;
  /** As the service's role: row-level security applies. */
  readonly connection: PostgresConnection;
  readonly keysConnection: PostgresConnection;
  readonly keyring: Keyring;
  /** The superuser's address, to look behind row-level security. */
  readonly ownerUrl: string;
  /** The service's address, for a second process. */
  readonly serviceUrl: string;
  drop(): Promise<void>;
}

/** Makes both databases. `sets` come after capture's own. */
export async function createCaptureDatabase(sets: readonly MigrationSet[] = []): Promise<CaptureDatabase> {
  const postgres = await acquirePostgres();
  const [capture, keys] = [await postgres.createDatabase('capture'), await postgres.createDatabase('capture_keys')];
  const serviceUrl = await migrateFor(capture.url, 'copse_spec_capture', [...captureMigrations, ...sets]);
  const keysUrl = await migrateFor(keys.url, 'copse_spec_capture_keys', [keyringMigrations]);
  const masterKey = randomBytes(32);
  const connection = connectPostgres({ url: serviceUrl, applicationName: 'capture-spec', maxConnections: 10 });
  const keysConnection = connectPostgres({ url: keysUrl, applicationName: 'capture-spec', maxConnections: 4 });
  return {
    masterKey,
    connection,
    keysConnection,
    keyring: createKeyring({ connection: keysConnection, masterKey }),
    ownerUrl: capture.url,
    serviceUrl,
    drop: async () => {
      await Promise.all([connection.close(), keysConnection.close()]);
      await capture.drop();
      await keys.drop();
    },
  };
}

async function migrateFor(url: string, serviceRole: string, sets: readonly MigrationSet[]): Promise<string> {
  const servicePassword = 'spec-only';
  await migratePostgres({ url, sets, serviceRole, servicePassword });
  const serviceUrl = new URL(url);
  serviceUrl.username = serviceRole;
  serviceUrl.password = servicePassword;
  return serviceUrl.toString();
}
