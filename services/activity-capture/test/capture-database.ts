// Databases of a spec: capture's own and the keys', migrated, and met as the roles that own nothing.
import { randomBytes } from 'node:crypto';
import { createKeyring, keyringMigrations, type Keyring } from '@copse/personal-data';
import {
  connectPostgres,
  migratePostgres,
  type MigrationSet,
  type PostgresConnection,
} from '@copse/postgres';
import { acquirePostgres } from '@copse/testing';
import { captureMigrations } from '../src/store/migrations.ts';

export interface CaptureDatabase {
  readonly masterKey: Buffer;
  /** As the service's role: row-level security applies. */
  readonly connection: PostgresConnection;
  readonly keysConnection: PostgresConnection;
  readonly keyring: Keyring;
  /** The superuser's addresses, to look behind row-level security. */
  readonly ownerUrl: string;
  readonly keysOwnerUrl: string;
  /** The service's address, for a second process. */
  readonly serviceUrl: string;
  drop(): Promise<void>;
}

/** Makes both databases. */
export async function createCaptureDatabase(): Promise<CaptureDatabase> {
  const capture = await createServiceDatabase('capture', captureMigrations);
  const keys = await createServiceDatabase('capture_keys', [keyringMigrations]);
  const masterKey = randomBytes(32);
  const connection = connectPostgres({
    url: capture.serviceUrl,
    applicationName: 'capture-spec',
    maxConnections: 10,
  });
  const keysConnection = connectPostgres({
    url: keys.serviceUrl,
    applicationName: 'capture-spec',
    maxConnections: 4,
  });
  return {
    masterKey,
    connection,
    keysConnection,
    keyring: createKeyring({ connection: keysConnection, masterKey }),
    ownerUrl: capture.ownerUrl,
    keysOwnerUrl: keys.ownerUrl,
    serviceUrl: capture.serviceUrl,
    drop: async () => {
      await Promise.all([connection.close(), keysConnection.close()]);
      await capture.drop();
      await keys.drop();
    },
  };
}

/** A fresh database with these tables, and a role of its own that owns none of them. */
export async function createServiceDatabase(
  prefix: string,
  sets: readonly MigrationSet[],
): Promise<{ readonly ownerUrl: string; readonly serviceUrl: string; drop(): Promise<void> }> {
  const postgres = await acquirePostgres();
  const { url, drop } = await postgres.createDatabase(prefix);
  const [serviceRole, servicePassword] = [`copse_spec_${prefix}`, 'spec-only'];
  await migratePostgres({ url, sets, serviceRole, servicePassword });
  const serviceUrl = new URL(url);
  serviceUrl.username = serviceRole;
  serviceUrl.password = servicePassword;
  return { ownerUrl: url, serviceUrl: serviceUrl.toString(), drop };
}
