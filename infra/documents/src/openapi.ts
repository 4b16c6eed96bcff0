// OpenAPI 3.1 of each service, from its routes. The services are composed as always, over connections that
// are never used: nothing is started, nothing is asked.
import type { AccessDirectory } from '@copse/access';
import { createActivityCapture } from '@copse/activity-capture';
import { createAnalytics } from '@copse/analytics';
import { connectClickHouse } from '@copse/clickhouse';
import { createHttpApp, type ServiceModule } from '@copse/http';
import { createMembership } from '@copse/membership';
import { createEmbeddedBus } from '@copse/messaging';
import { createLogger, createMetrics } from '@copse/observability';
import { connectPostgres } from '@copse/postgres';
import { createValueEvaluation } from '@copse/value-evaluation';

const UNUSED_POSTGRES = 'postgres://unused@127.0.0.1:1/unused';
const UNUSED_CLICKHOUSE = 'http://unused@127.0.0.1:1/unused';

/** The OpenAPI document of each service as JSON text, the same for the same routes. */
export async function generateOpenApi(): Promise<ReadonlyMap<string, string>> {
  const logger = createLogger({ name: 'documents', level: 'error' });
  const metrics = createMetrics();
  const connection = connectPostgres({
    url: UNUSED_POSTGRES,
    applicationName: 'documents',
    maxConnections: 1,
  });
  const clickhouse = connectClickHouse({ url: UNUSED_CLICKHOUSE }, { origin: 'documents' });
  const bus = createEmbeddedBus({ connection, logger, retentionIntervalMs: null });
  const directory: AccessDirectory = { find: async () => null };
  const masterKey = Buffer.alloc(32, 1);
  const deps = { connection, keysConnection: connection, bus, directory, masterKey, logger, metrics };
  const modules: readonly ServiceModule[] = [
    createMembership(deps),
    createActivityCapture(deps),
    createValueEvaluation(deps),
    createAnalytics({ clickhouse, bus, logger, metrics }),
  ];
  const documents = new Map<string, string>();
  for (const module of modules) documents.set(module.name, await describe(module, logger));
  await bus.close();
  await clickhouse.close();
  await connection.close();
  return documents;
}

async function describe(module: ServiceModule, logger: ReturnType<typeof createLogger>): Promise<string> {
  const app = await createHttpApp({
    title: `Copse ${module.name}`,
    description: `The REST API of ${module.name}.`,
    version: '1.0.0',
    logger,
    metrics: createMetrics(),
    modules: [module],
    docs: false,
  });
  const response = await app.inject({ method: 'GET', url: '/openapi.json' });
  await app.close();
  if (response.statusCode !== 200)
    throw new Error(`${module.name} answers ${response.statusCode} for /openapi.json`);
  return `${JSON.stringify(response.json(), null, 2)}\n`;
}
