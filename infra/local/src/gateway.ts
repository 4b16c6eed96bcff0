// The gateway of a local installation: one address that routes by path and does nothing else.
// In containers an ordinary reverse proxy does the same (infra/gateway).
import httpProxy from '@fastify/http-proxy';
import Fastify, { type FastifyReply } from 'fastify';

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

/** Eight times what the greatest route takes; bodies pass through as they come, so that only their announced length is looked at. */
const BODY_BYTES_MAX = 64 * 1024 * 1024;

/** Starts the gateway on the loopback interface. */
export async function startGateway(options: {
  port: number;
  env: Readonly<Record<string, string>>;
}): Promise<{ url: string; stop(): Promise<void> }> {
  const app = Fastify();
  app.addHook('onRequest', async (request, reply) => {
    if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) await reply.code(413).send();
  });
  for (const [prefix, variable] of Object.entries(GATEWAY_ROUTES)) {
    const upstream = `http://127.0.0.1:${options.env[variable]}`;
    await app.register(httpProxy, {
      upstream,
      prefix,
      rewritePrefix: prefix,
      undici: { connections: 64, pipelining: 1 },
      replyOptions: { onError: answerUnavailable },
    });
  }
  // "/v1/activities:batch" is not below "/v1/activities" to the proxy.
  for (const action of ['batch', 'trace'])
    await app.register(httpProxy, {
      upstream: `http://127.0.0.1:${options.env['CAPTURE_PORT']}`,
      prefix: `/v1/activities::${action}`,
      rewritePrefix: `/v1/activities:${action}`,
      replyOptions: { onError: answerUnavailable },
    });
  const url = await app.listen({ port: options.port, host: '127.0.0.1' });
  return { url, stop: async () => await app.close() };
}

/** A service that is away is a matter of moments: the caller may send the same request again. */
function answerUnavailable(reply: unknown): void {
  void (reply as FastifyReply)
    .code(503)
    .headers({ 'retry-after': '1', 'content-type': 'application/problem+json' })
    .send({
      type: 'urn:copse:problem:service-away',
      title: 'Service Unavailable',
      status: 503,
      code: 'service-away',
      detail: 'The service behind this path does not answer; send the same request again in a moment.',
    });
}
