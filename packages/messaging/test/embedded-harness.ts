// The embedded bus on a database of its own, as the service role.
import { connectPostgres, migratePostgres } from '@copse/postgres';
import { acquirePostgres } from '@copse/testing';
import { createEmbeddedBus, embeddedBusMigrations } from '../src/embedded/embedded-bus.ts';
import { silent, type BusHarness } from './bus-harness.ts';

/** Makes a migrated database; `sql` reaches it as the service does. */
export async function openEmbedded(): Promise<
  BusHarness & { connection: ReturnType<typeof connectPostgres> }
> {
  const database = await (await acquirePostgres()).createDatabase('bus');
  const role = `${database.name}_service`;
  await migratePostgres({
    url: database.url,
    sets: [embeddedBusMigrations],
    serviceRole: role,
    servicePassword: 'spec',
  });
  const url = new URL(database.url);
  url.username = role;
  url.password = 'spec';
  const connection = connectPostgres({ url: url.toString(), maxConnections: 12, applicationName: 'spec' });
  return {
    connection,
    createBus: () =>
      createEmbeddedBus({
        connection,
        logger: silent,
        leaseMs: 1_200,
        heartbeatMs: 50,
        retentionIntervalMs: null,
      }),
    close: async () => {
      await connection.close();
      await database.drop();
    },
  };
}
