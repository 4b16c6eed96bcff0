// Pages for people: the API reference at /docs, with its script served from here, so that it works offline.
import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import type { SecurityHeaders } from './security-headers.ts';

/** The reference is one page with its settings inline and one script; nothing else may load. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The script is 5 MB and changes with a release only; the reference itself asks for /openapi.json every time. */
const CACHE_CONTROL = 'public, max-age=3600';

/** Serves /openapi.json, and /docs unless told otherwise. */
export async function registerDocs(
  app: FastifyInstance,
  options: { readonly pages: boolean; readonly headers: SecurityHeaders },
): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true }, config: { public: true } }, async (_request, reply) => {
    await reply.type('application/json').send(JSON.stringify(app.swagger()));
  });
  if (!options.pages) return;
  await app.register(scalar, {
    routePrefix: '/docs',
    configuration: { url: '/openapi.json', withDefaultFonts: false, telemetry: false },
    hooks: {
      onRequest: (_request, reply, done) => {
        void reply.headers({
          ...options.headers,
          'cache-control': CACHE_CONTROL,
          'content-security-policy': CONTENT_SECURITY_POLICY,
        });
        done();
      },
    },
  });
}
