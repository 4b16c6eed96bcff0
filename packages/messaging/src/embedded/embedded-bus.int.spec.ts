// The embedded bus under the contract of the port.
import { connectPostgres, migratePostgres } from '@copse/postgres';
import { acquirePostgres } from '@copse/testing';
import { describeBusContract } from '../../test/bus-contract.spec.ts';
import { silent } from '../../test/bus-harness.ts';
import { createEmbeddedBus, embeddedBusMigrations } from './embedded-bus.ts';

describeBusContract('PostgreSQL tables', async () => {
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
  const connection = connectPostgres({ url: url.toString(), maxConnections: 20, applicationName: 'spec' });
  return {
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
});
