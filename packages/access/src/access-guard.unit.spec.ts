import type { ApiKeyState, Scope } from '@copse/contracts';
import { createHttpApp, type ServiceModule } from '@copse/http';
import { createLogger, createMetrics } from '@copse/observability';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { callerOf, createAccessGuard } from './access-guard.ts';
import { generateApiKey } from './api-key.ts';

const known = new Map<string, ApiKeyState>();
const now = Date.parse('2026-01-01T00:00:00.000Z');

/** Makes a key the directory knows, and returns its text. */
function issueKey(change: Partial<ApiKeyState> = {}): string {
  const { key, keyId, secretHash } = generateApiKey();
  const scopes: Scope[] = ['activities:write'];
  const state: ApiKeyState = {
    keyId,
    tenantId: 'acme',
    label: 'an app',
    secretHash,
    scopes,
    status: 'active',
    expiresAt: null,
  };
  known.set(keyId, { ...state, ...change });
  return key;
}

const routes: ServiceModule['routes'] = async (app) => {
  await app.register(
    createAccessGuard({ directory: { find: async (id) => known.get(id) ?? null }, now: () => now }),
  );
  app.route({
    method: 'GET',
    url: '/v1/open',
    config: { public: true },
    handler: async (request) => ({ caller: request.caller }),
  });
  app.route({
    method: 'POST',
    url: '/v1/activities',
    config: { scope: 'activities:write' },
    handler: async (request) => ({ tenant: callerOf(request).tenant }),
  });
};

let app: FastifyInstance | null = null;
afterEach(async () => {
  await app?.close();
  app = null;
});

/** An app of the routes. */
async function createApp(given = routes, requestsMax = 1_000, failuresMax = 1_000): Promise<FastifyInstance> {
  const module = {
    name: 'spec',
    routes: given,
    start: async () => {},
    stop: async () => {},
    health: async () => [],
  };
  app = await createHttpApp({
    title: 'Spec',
    description: 'Spec',
    version: '1.0.0',
    logger: createLogger({ name: 'spec', level: 'silent' }),
    metrics: createMetrics({ processMetrics: false }),
    modules: [module],
    docs: false,
    rateLimit: { requestsMax, windowMs: 60_000 },
    failureLimit: { requestsMax: failuresMax, windowMs: 60_000 },
  });
  return app;
}

/** Posts with a credential. */
async function post(authorization: string | undefined, payload: object | string = {}) {
  const headers = {
    'content-type': 'application/json',
    ...(authorization === undefined ? {} : { authorization }),
  };
  const target = app ?? (await createApp());
  return await target.inject({ method: 'POST', url: '/v1/activities', headers, payload });
}

describe('a guarded route', () => {
  it('knows its caller’s tenant from the credential alone', async () => {
    const response = await post(`Bearer ${issueKey()}`, { tenant: 'other', tenantId: 'other' });
    expect(response.json()).toEqual({ tenant: 'acme' });
  });

  const refused: readonly (readonly [string, () => string | undefined, string])[] = [
    ['nothing', () => undefined, 'credential-missing'],
    ['another scheme', () => `Basic ${issueKey()}`, 'credential-malformed'],
    ['an unsigned token', () => 'Bearer eyJhbGciOiJub25lIn0.e30.', 'credential-malformed'],
    ['an unknown key', () => `Bearer ${generateApiKey().key}`, 'credential-refused'],
    ['a wrong secret', () => `Bearer ${issueKey().slice(0, -1)}!`, 'credential-malformed'],
    [
      'another key’s secret',
      () => `Bearer ${issueKey().slice(0, 23)}${issueKey().slice(23)}`,
      'credential-refused',
    ],
    ['a revoked key', () => `Bearer ${issueKey({ status: 'revoked' })}`, 'credential-refused'],
    [
      'an expired key',
      () => `Bearer ${issueKey({ expiresAt: '2026-01-01T00:00:00.000Z' })}`,
      'credential-expired',
    ],
  ];
  for (const [name, credential, code] of refused)
    it(`answers 401 to ${name}, before it reads the body`, async () => {
      const response = await post(credential(), 'no json {');
      expect(response.statusCode).toBe(401);
      expect(response.json()).toMatchObject({ code, status: 401 });
      const challenge =
        code === 'credential-missing'
          ? 'Bearer realm="copse"'
          : 'Bearer realm="copse", error="invalid_token"';
      expect(response.headers['www-authenticate']).toBe(challenge);
    });

  it('answers 403 to a key without the scope, and names it', async () => {
    const response = await post(`Bearer ${issueKey({ scopes: ['analytics:read'] })}`);
    expect(response.statusCode).toBe(403);
    expect(response.json()).toMatchObject({ code: 'scope-missing', scope: 'activities:write' });
    expect(response.headers['www-authenticate']).toBe(
      'Bearer realm="copse", error="insufficient_scope", scope="activities:write"',
    );
  });

  it('names its scope in OpenAPI, and a public one needs none', async () => {
    const document = (await (await createApp()).inject('/openapi.json')).json<{
      paths: Record<string, Record<string, { security: object[]; responses: object }>>;
    }>();
    expect(document.paths['/v1/activities']?.['post']?.security).toEqual([{ bearer: ['activities:write'] }]);
    expect(document.paths['/v1/open']?.['get']?.security).toEqual([]);
    expect(Object.keys(document.paths['/v1/activities']?.['post']?.responses ?? {})).toEqual(
      expect.arrayContaining(['401', '403']),
    );
  });

  it('counts its rate by key', async () => {
    await createApp(routes, 1);
    const [one, other] = [issueKey(), issueKey()];
    expect((await post(`Bearer ${one}`)).statusCode).toBe(200);
    expect((await post(`Bearer ${one}`)).statusCode).toBe(429);
    expect((await post(`Bearer ${other}`)).statusCode).toBe(200);
  });
});

describe('an address that sends credentials that are no good', () => {
  it('is told to wait past its limit, and its good ones are served still', async () => {
    await createApp(routes, 1_000, 2);
    expect((await post(undefined)).statusCode).toBe(401);
    expect((await post(`Bearer ${generateApiKey().key}`)).statusCode).toBe(401);
    const refused = await post(`Bearer ${generateApiKey().key}`);
    expect(refused.statusCode).toBe(429);
    expect(refused.json()).toMatchObject({ code: 'too-many-failed-credentials', status: 429 });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await post(`Bearer ${issueKey()}`)).statusCode).toBe(200);
  });
});

describe('a public route', () => {
  it('has no caller, whatever is sent', async () => {
    const headers = { authorization: `Bearer ${issueKey()}` };
    expect((await (await createApp()).inject({ url: '/v1/open', headers })).json()).toEqual({ caller: null });
  });
});

describe('a route that names neither a scope nor that it is public', () => {
  it('cannot be registered', async () => {
    const forgetful: ServiceModule['routes'] = async (target) => {
      await target.register(createAccessGuard({ directory: { find: async () => null } }));
      target.get('/v1/forgotten', async () => ({}));
    };
    await expect(createApp(forgetful)).rejects.toThrow(
      '/v1/forgotten names neither a scope nor that it is public',
    );
  });
});
