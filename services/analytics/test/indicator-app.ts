// The indicator routes as they are served, over a spec's tables, and callers of two tenants.
import { createAccessGuard, generateApiKey } from '@copse/access';
import { createHttpApp } from '@copse/http';
import { createLogger, createMetrics } from '@copse/observability';
import { createIndicatorRoutes } from '../src/http/indicator.routes.ts';
import type { AnalyticsDatabase } from './analytics-database.ts';

export type IndicatorApp = Awaited<ReturnType<typeof createIndicatorApp>>;

/** `reader` and `writer` are of tenant acme, `stranger` is of another; the writer may read no figures. */
export async function createIndicatorApp({ reader }: AnalyticsDatabase) {
  const keys = { reader: generateApiKey(), writer: generateApiKey(), stranger: generateApiKey() };
  const stateOf = (name: keyof typeof keys) => ({
    keyId: keys[name].keyId,
    secretHash: keys[name].secretHash,
    tenantId: name === 'stranger' ? 'globex' : 'acme',
    label: name,
    scopes: [name === 'writer' ? ('activities:write' as const) : ('analytics:read' as const)],
    status: 'active' as const,
    expiresAt: null,
  });
  const states = [stateOf('reader'), stateOf('writer'), stateOf('stranger')];
  const directory = {
    find: async (keyId: string) => states.find((state) => state.keyId === keyId) ?? null,
  };
  const app = await createHttpApp({
    title: 'spec',
    description: 'spec',
    version: '1',
    logger: createLogger({ name: 'spec', level: 'silent' }),
    metrics: createMetrics({ processMetrics: false }),
    docs: false,
    modules: [
      {
        name: 'indicators',
        start: async () => {},
        stop: async () => {},
        health: async () => [],
        routes: async (scope) => {
          await scope.register(createAccessGuard({ directory }));
          await scope.register(createIndicatorRoutes({ reader }));
        },
      },
    ],
  });
  return {
    async get(url: string, who: keyof typeof keys | null = 'reader') {
      const headers = who === null ? {} : { authorization: `Bearer ${keys[who].key}` };
      const response = await app.inject({ url, headers });
      return { status: response.statusCode, body: response.json() };
    },
    close: async () => await app.close(),
  };
}
