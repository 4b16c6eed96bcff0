import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { connectClickHouse } from '@copse/clickhouse';
import { generateApiKey } from '@copse/access';
import { createHttpApp } from '@copse/http';
import { createLogger, createMetrics } from '@copse/observability';
import { eventually } from '@copse/testing';
import { expect, it } from 'vitest';
import { createAnalytics } from '../src/service.ts';
import { createAnalyticsHome } from './analytics-home.ts';
import { createBusHome } from './bus-home.ts';
import { createActivity, createKey } from './events.ts';

it('waits for a ClickHouse that is away, says so, and takes everything in once when it is back', async () => {
  const [home, topics] = await Promise.all([createAnalyticsHome('server'), createBusHome()]);
  const path = await openPath('url' in home.target ? home.target.url : '');
  const clickhouse = connectClickHouse({ url: path.url }, { origin: 'analytics', requestTimeoutMs: 1000 });
  const logger = createLogger({ name: 'spec', level: 'silent' });
  const metrics = createMetrics({ processMetrics: false });
  const module = createAnalytics({
    clickhouse,
    bus: topics.bus,
    logger,
    metrics,
    gathering: { maxWaitMs: 20 },
  });
  const app = await createHttpApp({
    title: 'spec',
    description: 'spec',
    version: '1',
    logger,
    metrics,
    modules: [module],
    docs: false,
  });
  const key = generateApiKey();
  const ask = async (url: string): Promise<{ statusCode: number; json(): unknown }> =>
    await app.inject({ url, headers: { authorization: `Bearer ${key.key}` } });
  await module.start();
  await topics.publish([
    createKey('issued', { keyId: key.keyId, secretHash: key.secretHash }),
    createActivity(),
  ]);
  await eventually(async () =>
    expect((await ask('/v1/analytics/health')).json()).toMatchObject({ counts: { activities: 1 } }),
  );

  path.cut();
  await topics.publish(Array.from({ length: 40 }, () => createActivity()));
  const refused = await ask('/v1/analytics/health');
  expect(refused.statusCode).toBe(503);
  expect(refused.json()).toMatchObject({ code: 'figures-unavailable', status: 503 });
  expect((await ask('/health/ready')).statusCode).toBe(503);
  expect(await module.health()).toContainEqual(
    expect.objectContaining({
      name: 'clickhouse',
      status: 'down',
      detail: expect.stringContaining('start it, or correct'),
    }),
  );

  path.mend();
  await eventually(
    async () =>
      expect((await ask('/v1/analytics/health')).json()).toMatchObject({ counts: { activities: 41 } }),
    {
      timeoutMs: 20_000,
    },
  );
  await eventually(async () => expect((await ask('/health/ready')).statusCode).toBe(200));
  await app.close();
  await module.stop();
  await clickhouse.close();
  path.close();
  await Promise.all([home.remove(), topics.remove()]);
});

/** A TCP path to a server that can be cut: no connection gets through, and those there are break. */
async function openPath(target: string): Promise<{ url: string; cut(): void; mend(): void; close(): void }> {
  const upstream = new URL(target);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((incoming) => {
    if (isCut) return void incoming.destroy();
    const outgoing = connect(Number(upstream.port), upstream.hostname);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    incoming.pipe(outgoing).pipe(incoming);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  const destroyAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.toString(),
    cut: () => {
      isCut = true;
      destroyAll();
    },
    mend: () => void (isCut = false),
    close: () => {
      destroyAll();
      server.close();
    },
  };
}
