// Headers that keep browsers from guessing, framing, loading and keeping. Helmet decides what most of them are; since
// they are the same for every answer, it is asked once: asking it for each takes longer than reading a small body.
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';

const NOT_FROM_HELMET = new Set(['connection', 'content-length', 'content-type', 'date']);

/**
 * Those that mean something for an answer that is no page. The others govern documents; a short answer would be half
 * headers, which sender and receiver pay for.
 */
const FOR_ALL_ANSWERS = new Set([
  'content-security-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
]);

/** Header names and values. */
export type SecurityHeaders = Readonly<Record<string, string>>;

/** Sends with every answer what every answer needs. Gives all that helmet has, for pages, which set their own policy. */
export async function registerSecurityHeaders(app: FastifyInstance): Promise<SecurityHeaders> {
  const forPages = await askHelmet();
  const forAnswers = Object.fromEntries(
    Object.entries(forPages).filter(([name]) => FOR_ALL_ANSWERS.has(name)),
  );
  // Most answers are for whoever holds the key that asked, and often personal: no cache keeps them. Pages say otherwise.
  const headers = { ...forAnswers, 'cache-control': 'no-store' };
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
  return forPages;
}

async function askHelmet(): Promise<SecurityHeaders> {
  const probe = Fastify();
  await probe.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    frameguard: { action: 'deny' },
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
