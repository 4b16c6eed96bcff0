// The guard of every route: a route names the scope it needs, or says that it is public; one that does
// neither cannot be registered.
import { problem } from '@copse/http';
import type { Scope } from '@copse/contracts';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { AccessDirectory } from './access-directory.ts';
import { authenticate, type Caller, type CredentialFault } from './authenticate.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope a caller needs. */
    scope?: Scope;
    /** True for routes anyone may call, such as health. */
    public?: boolean;
  }
}

const callers = new WeakMap<FastifyRequest, Caller>();

const EXPLANATIONS: Readonly<Record<CredentialFault, string>> = {
  'credential-missing': 'Send an API key as "Authorization: Bearer copse_…".',
  'credential-malformed': 'The Authorization header is not "Bearer" followed by an API key.',
  'credential-refused': 'The API key is unknown or revoked. Ask your administrator for a new one.',
  'credential-expired': 'The API key has expired. Ask your administrator for a new one.',
};

/** Who asks, on a guarded route. Throws on a public one: there is nobody. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error(`no caller on ${request.method} ${request.routeOptions.url ?? request.url}`);
  return caller;
}

/** Guards every route registered after it in the same scope. */
export function createAccessGuard(options: {
  directory: AccessDirectory;
  now?: () => number;
}): FastifyPluginAsync {
  const now = options.now ?? Date.now;
  return fastifyPlugin(async (app) => {
    app.addHook('onRoute', (route) => {
      if (route.config?.scope === undefined && route.config?.public !== true)
        throw new Error(`route ${String(route.method)} ${route.url} names neither a scope nor that it is public`);
    });
    app.addHook('onRequest', async (request) => {
      const { scope } = request.routeOptions.config;
      if (scope === undefined) return;
      const caller = await authenticate(options.directory, request.headers.authorization, now());
      if (typeof caller === 'string') throw unauthorized(caller);
      if (!caller.scopes.has(scope)) throw forbidden(scope);
      callers.set(request, caller);
    });
  });
}

function unauthorized(fault: CredentialFault): Error {
  const error = fault === 'credential-missing' ? '' : ', error="invalid_token"';
  return problem({
    status: 401,
    code: fault,
    title: 'Not authenticated',
    detail: EXPLANATIONS[fault],
    headers: { 'www-authenticate': `Bearer realm="copse"${error}` },
  });
}

function forbidden(scope: Scope): Error {
  return problem({
    status: 403,
    code: 'scope-missing',
    title: 'Not allowed',
    detail: `This API key lacks the scope "${scope}". Use a key that has it.`,
    headers: { 'www-authenticate': `Bearer realm="copse", error="insufficient_scope", scope="${scope}"` },
  });
}
