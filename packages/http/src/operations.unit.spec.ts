import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '@copse/observability';
import { createNoteApp, createNoteService } from '../test/note-service.ts';
import type { DependencyHealth } from './service-module.ts';

let app: FastifyInstance | null = null;
afterEach(async () => {
  await app?.close();
  app = null;
});

/** An app that depends on something. */
async function createAppWith(health: () => Promise<readonly DependencyHealth[]>): Promise<FastifyInstance> {
  app = await createNoteApp({ modules: [createNoteService(health)] });
  return app;
}

describe('/health/ready', () => {
  it('is 503 when something required is down, and what is wrong stands in the log alone', async () => {
    const lines: string[] = [];
    const logger = createLogger({ name: 'spec', destination: { write: (line) => void lines.push(line) } });
    let detail = 'start canary-1';
    const health = async () => [{ name: 'PostgreSQL', status: 'down', required: true, detail } as const];
    app = await createNoteApp({ modules: [createNoteService(health)], logger });
    const response = await app.inject('/health/ready');
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('5');
    expect(response.json()).toMatchObject({
      status: 'not-ready',
      dependencies: [{ service: 'notes', name: 'PostgreSQL', required: true, code: 'dependency-down' }],
    });
    expect(response.body).not.toContain('canary');
    await app.inject('/health/ready');
    detail = 'start canary-2';
    await app.inject('/health/ready');
    const told = lines.map((line) => (JSON.parse(line) as { reason?: string }).reason);
    expect(told.filter((reason) => reason !== undefined)).toEqual(['start canary-1', 'start canary-2']);
  });
  it('is 200 when only something optional is down', async () => {
    const down: DependencyHealth = { name: 'Kafka', status: 'down', required: false };
    expect((await (await createAppWith(async () => [down])).inject('/health/ready')).statusCode).toBe(200);
  });
  it('is 503 when health itself fails', async () => {
    const failing = async () => await Promise.reject(new Error('no answer'));
    const response = await (await createAppWith(failing)).inject('/health/ready');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ dependencies: [{ name: 'notes', code: 'dependency-down' }] });
    expect(response.body).not.toContain('no answer');
  });
  it('leaves /health/live alone', async () => {
    const failing = async () => await Promise.reject(new Error('no answer'));
    expect((await (await createAppWith(failing)).inject('/health/live')).json()).toEqual({ status: 'live' });
  });
});

describe('/metrics', () => {
  it('counts answers by route and never by address', async () => {
    app = await createNoteApp();
    await app.inject('/v1/notes/7');
    await app.inject('/v1/notes/8');
    await app.inject('/unknown/9');
    const { body, headers } = await app.inject('/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain/);
    const count = 'copse_http_request_duration_seconds_count';
    expect(body).toContain(`${count}{method="GET",route="/v1/notes/:id",status="200"} 2`);
    expect(body).toContain(`${count}{method="GET",route="unmatched",status="404"} 1`);
    expect(body).not.toContain('/unknown/9');
  });
});

describe('a rate', () => {
  it('past its limit is 429 with Retry-After and what is left, apart for each caller, and health is free', async () => {
    app = await createNoteApp({ rateLimit: { requestsMax: 2, windowMs: 60_000 } });
    const ask = async (remoteAddress: string) => await app?.inject({ url: '/v1/notes/7', remoteAddress });
    expect((await ask('10.0.0.1'))?.headers).toMatchObject({
      'ratelimit-limit': '2',
      'ratelimit-remaining': '1',
    });
    expect((await ask('10.0.0.1'))?.statusCode).toBe(200);
    const refused = await ask('10.0.0.1');
    expect(refused?.statusCode).toBe(429);
    expect(refused?.headers['content-type']).toMatch(/problem\+json/);
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused?.json()).toMatchObject({ code: 'too-many-requests', status: 429 });
    expect((await ask('10.0.0.2'))?.statusCode).toBe(200);
    expect((await app.inject({ url: '/health/live', remoteAddress: '10.0.0.1' })).statusCode).toBe(200);
  });
});

describe('headers', () => {
  it.each(['/v1/notes/7', '/nowhere', '/health/live', '/openapi.json'])(
    'keep browsers from guessing, framing, loading and keeping: %s',
    async (path) => {
      app = await createNoteApp();
      const { headers } = await app.inject(path);
      const browsers = Object.entries(headers).filter(
        ([name]) => !/^(?:ratelimit|content-(?:type|length)|date|connection)/.test(name),
      );
      expect(Object.fromEntries(browsers)).toEqual({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
    },
  );

  it('let browsers keep the script of the reference for a while', async () => {
    app = await createNoteApp();
    const { headers, statusCode } = await app.inject('/docs/js/scalar.js');
    expect([statusCode, headers['cache-control']]).toEqual([200, 'public, max-age=3600']);
  });

  it('keep pages apart from what else a browser has open', async () => {
    app = await createNoteApp();
    expect((await app.inject('/docs/')).headers).toMatchObject({
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'") as string,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });
});

describe('a socket', () => {
  /** Sends bytes to a listening app and returns all it answers. */
  async function talk(bytes: string): Promise<string> {
    app = await createNoteApp();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('utf8');
    let answer = '';
    socket.on('data', (chunk: string) => (answer += chunk));
    socket.write(bytes);
    await once(socket, 'close');
    return answer;
  }
  it('that speaks no HTTP is answered with a problem and closed', async () => {
    expect(await talk('nonsense\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json[^]*"malformed-http"/,
    );
  });
  it('whose headers are too large is told so', async () => {
    expect(await talk(`GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
  });
  it('whose body grows past the limit without a length is answered 413 and closed', async () => {
    const head =
      'POST /v1/notes:batch HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
    expect(await talk(`${head}ff\r\n${' '.repeat(255)}\r\n`)).toMatch(/^HTTP\/1\.1 413 [^]*body-too-large/);
  });
});
