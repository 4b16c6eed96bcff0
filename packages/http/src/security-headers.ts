// Headers that keep browsers from guessing, framing and loading. Helmet decides what they are; since they are
// the same for every answer, it is asked once: asking it for each takes longer than reading a small body.
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';

const NOT_FROM_HELMET = new Set(['connection', 'content-length', 'content-type', 'date']);

/** Sends them with every answer; pages that need more of a browser set their own policy afterwards. */
export async function registerSecurityHeaders(app: FastifyInstance): Promise<void> {
  const headers = await askHelmet();
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

async function askHelmet(): Promise<Record<string, string>> {
  const probe = Fastify();
  await probe.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  });
  probe.route({ method: 'GET', url: '/', handler: async () => '' });
  const { headers } = await probe.inject('/');
  await probe.close();
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !NOT_FROM_HELMET.has(name))
      .map(([name, value]) => [name, String(value)]),
  );
}
