// A relay as a service would make it, quick enough for specs.
import { createLogger, createMetrics } from '@copse/observability';
import type { Publisher } from '@copse/messaging';
import type { PostgresConnection } from '@copse/postgres';
import { createRelay, type Relay, type RelayOptions } from '../src/relay.ts';

/** Public events go to copse.activity, and those of access to copse.access. */
export function createSpecRelay(
  connection: PostgresConnection,
  bus: Publisher,
  options: Partial<RelayOptions> = {},
): Relay {
  return createRelay({
    connection,
    bus,
    topic: 'copse.activity',
    topicOf: (publicType) => (publicType.startsWith('copse.access.') ? 'copse.access' : 'copse.activity'),
    source: 'copse/spec',
    publicTypes: {
      'thing-happened': 'copse.thing.happened.v1',
      'key-issued': 'copse.access.key-issued.v1',
      'thing-noted': null,
    },
    logger: createLogger({ name: 'spec', level: 'silent' }),
    metrics: createMetrics({ processMetrics: false }),
    markerIntervalMs: 20,
    leaseRetryMs: 20,
    idleWaitMs: 5,
    ...options,
  });
}
