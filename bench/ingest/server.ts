// One side of the ingest bench as a process of its own: the routes of capture over a way to write. The relay
// does not run, so that nothing is measured but taking activities in.
import { createAdministrator, withAdministrator } from '@copse/access';
import { createActivityCapture } from '@copse/activity-capture';
import { createGroupCommit, type GroupCommit } from '@copse/event-store';
import { createHttpApp } from '@copse/http';
import { createEmbeddedBus } from '@copse/messaging';
import { createLogger, createMetrics } from '@copse/observability';
import { connectPostgres, type PostgresConnection } from '@copse/postgres';

const CONNECTIONS = 10;
const BOUNDS = { queueBytesMax: 256 * 1_048_576, queueAgeMaxMs: 10_000 };

/** Ways to write: capture's own, a statement for every request, and none at all. */
const LOGS: Readonly<Record<string, (connection: PostgresConnection) => GroupCommit>> = {
  group: ({ sql }) => createGroupCommit({ sql, ...BOUNDS }),
  row: ({ sql }) => createGroupCommit({ sql, maxRows: 1, maxInFlight: CONNECTIONS, ...BOUNDS }),
  none: () => ({
    append: async () => 'created',
    appendBatch: async (rows) => rows.map(() => 'created' as const),
    queue: () => ({ rows: 0, bytes: 0, oldestAgeMs: 0 }),
    close: async () => {},
  }),
};

const { BENCH_DATABASE_URL: url = '', BENCH_KEYS_URL: keysUrl = '', BENCH_API_KEY: key = '' } = process.env;
const connection = connectPostgres({ url, applicationName: 'bench-ingest', maxConnections: CONNECTIONS });
const keysConnection = connectPostgres({ url: keysUrl, applicationName: 'bench-ingest', maxConnections: 2 });
const logger = createLogger({ name: 'bench', level: 'warn' });
const metrics = createMetrics();
const log = LOGS[process.env['BENCH_LOG'] ?? '']?.(connection);
if (log === undefined) throw new Error(`BENCH_LOG must be one of ${Object.keys(LOGS).join(', ')}`);
const capture = createActivityCapture({
  connection,
  keysConnection,
  // Never asked: the relay does not run and nobody traces.
  bus: createEmbeddedBus({ connection, logger, retentionIntervalMs: null }),
  directory: withAdministrator({ find: async () => null }, createAdministrator({ key, tenantId: 'bench' })),
  masterKey: Buffer.from(process.env['BENCH_MASTER_KEY'] ?? '', 'hex'),
  logger,
  metrics,
  roles: ['http'],
  log,
});
const about = { title: 'bench', description: 'bench', version: '1.0.0' };
const app = await createHttpApp({ ...about, logger, metrics, modules: [capture], docs: false });
await capture.start();
await app.listen({ host: '127.0.0.1', port: Number(process.env['BENCH_PORT']) });
process.once('SIGTERM', () => {
  void app
    .close()
    .then(() => capture.stop())
    .then(() => process.exit(0));
});
