// A relay in a process of its own, from LOG_URL to the embedded bus at BUS_URL, so that a spec can kill it.
import { createEmbeddedBus } from '@copse/messaging';
import { createLogger } from '@copse/observability';
import { connectPostgres } from '@copse/postgres';
import { createSpecRelay } from './spec-relay.ts';

const logger = createLogger({ name: 'relay-process', level: 'error' });
const log = connectPostgres({
  url: process.env['LOG_URL'] ?? '',
  applicationName: 'spec',
  maxConnections: 2,
});
const connection = connectPostgres({
  url: process.env['BUS_URL'] ?? '',
  applicationName: 'spec bus',
  maxConnections: 4,
});
const bus = createEmbeddedBus({ connection, logger, retentionIntervalMs: null });
const relay = createSpecRelay(log, bus, { batchRows: 50, logger });
await relay.start();
