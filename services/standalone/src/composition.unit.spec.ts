import { randomBytes } from 'node:crypto';
import { connectClickHouse } from '@copse/clickhouse';
import type { Bus } from '@copse/messaging';
import { createLogger, createMetrics } from '@copse/observability';
import { expect, it } from 'vitest';
import { composeServices } from './composition.ts';

/** Composed over engines that nothing asks. */
function composeAlone() {
  const never = async (): Promise<never> => await Promise.reject(new Error('nothing runs'));
  const administration = {
    ensureTopics: never,
    missingTopics: never,
    mismatchedTopics: never,
    groupLag: never,
    findByKey: never,
  };
  const bus: Bus = { administration, publish: never, subscribe: never, ping: never, close: async () => {} };
  return composeServices({
    urlOf: (name) => `postgres://nobody@127.0.0.1:1/${name}`,
    clickhouse: connectClickHouse({ url: 'http://127.0.0.1:1/copse' }, { origin: 'spec' }),
    bus,
    masterKey: randomBytes(32),
    administrator: {
      keyId: '0123456789abcdef',
      tenantId: 'acme',
      label: 'administrator',
      secretHash: '0'.repeat(64),
      scopes: [],
      status: 'active',
      expiresAt: null,
    },
    logger: createLogger({ name: 'spec', level: 'silent' }),
    metrics: createMetrics({ processMetrics: false }),
    releases: { add: () => {}, run: async () => {} },
    onCrash: () => {},
  });
}

it('tells of the access copy in its health: one that stopped hearing lets revoked keys in', async () => {
  const copy = composeAlone().find(({ name }) => name === 'access copy');
  expect(await copy?.health()).toMatchObject([{ name: 'access copy', required: false }]);
});
