// The gateway of a local installation: one address that routes by path and does nothing else.
// In containers an ordinary reverse proxy does the same (infra/gateway).
import httpProxy from '@fastify/http-proxy';
import Fastify from 'fastify';

/** Path prefixes and the variable that holds the port of the service behind them. */
export const GATEWAY_ROUTES: Readonly<Record<string, string>> = {
  '/v1/activities': 'CAPTURE_PORT',
  '/v1/communities': 'MEMBERSHIP_PORT',
  '/v1/people': 'MEMBERSHIP_PORT',
  '/v1/tenants': 'MEMBERSHIP_PORT',
  '/v1/keys': 'MEMBERSHIP_PORT',
  '/v1/stories': 'VALUE_PORT',
  '/v1/frameworks': 'VALUE_PORT',
  '/v1/analytics': 'ANALYTICS_PORT',
};

/** Starts the gateway on the loopback interface. */
export async function startGateway(options: {
  port: number;
  env: Readonly<Record<string, string>>;
}): Promise<{ url: string; stop(): Promise<void> }> {
  const app = Fastify({ bodyLimit: 64 * 1024 * 1024 });
  for (const [prefix, variable] of Object.entries(GATEWAY_ROUTES)) {
    const upstream = `http://127.0.0.1:${options.env[variable]}`;
    await app.register(httpProxy, {
      upstream,
      prefix,
      rewritePrefix: prefix,
      undici: { connections: 64, pipelining: 1 },
    });
  }
  // "/v1/activities:batch" is not below "/v1/activities" to the proxy.
  for (const action of ['batch', 'trace'])
    await app.register(httpProxy, {
      upstream: `http://127.0.0.1:${options.env['CAPTURE_PORT']}`,
      prefix: `/v1/activities::${action}`,
      rewritePrefix: `/v1/activities:${action}`,
    });
  const url = await app.listen({ port: options.port, host: '127.0.0.1' });
  return { url, stop: async () => await app.close() };
}
