// The guard of every route: a route names the scope it needs, or says that it is public; one that does
// neither cannot be registered.
import type { Scope } from '@copse/contracts';
import { problem, type Caller, type Problem } from '@copse/http';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { AccessDirectory } from './access-directory.ts';
import { authenticate, type CredentialFault } from './authenticate.ts';

const EXPLANATIONS: Readonly<Record<CredentialFault, string>> = {
  'credential-missing': 'send an API key as "Authorization: Bearer copse_…"',
  'credential-malformed': 'the Authorization header is not "Bearer" followed by an API key',
  'credential-refused': 'the API key is unknown or revoked; ask your administrator for a new one',
  'credential-expired': 'the API key has expired; ask your administrator for a new one',
};

/** Who asks, on a guarded route. Throws on a public one: there is nobody. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller !== null) return request.caller;
  throw new Error(`no caller on ${request.method} ${request.routeOptions.url ?? request.url}`);
}

/** Guards every route registered after it in the same scope. Callers are known before a body is read. */
export function createAccessGuard(options: {
  readonly directory: AccessDirectory;
  readonly now?: () => number;
}): FastifyPluginAsync {
  const now = options.now ?? Date.now;
  return fastifyPlugin(async (app) => {
    app.addHook('onRoute', (route) => {
      if (route.config?.scope === undefined && route.config?.public !== true)
        throw new Error(
          `route ${String(route.method)} ${route.url} names neither a scope nor that it is public`,
        );
    });
    app.addHook('onRequest', (request, _reply, done) => {
      const { scope } = request.routeOptions.config;
      if (scope === undefined) {
        done();
        return;
      }
      const admit = (caller: Caller | CredentialFault): void => {
        const refusal = findRefusal(caller, scope);
        if (typeof caller !== 'string' && refusal === null) request.caller = caller;
        done(refusal ?? undefined);
      };
      const caller = authenticate(options.directory, request.headers.authorization, now());
      if (caller instanceof Promise) caller.then(admit, done);
      else admit(caller);
    });
  });
}

function findRefusal(caller: Caller | CredentialFault, scope: Scope): Problem | null {
  if (typeof caller === 'string') return unauthorized(caller);
  return caller.scopes.has(scope) ? null : forbidden(scope);
}

/** RFC 6750: a request without any credential is told the scheme and nothing about an error. */
function unauthorized(fault: CredentialFault): Problem {
  const error = fault === 'credential-missing' ? '' : ', error="invalid_token"';
  return problem(
    { status: 401, code: fault, title: 'Not authenticated', detail: EXPLANATIONS[fault] },
    { 'www-authenticate': `Bearer realm="copse"${error}` },
  );
}

function forbidden(scope: Scope): Problem {
  return problem(
    {
      status: 403,
      code: 'scope-missing',
      title: 'Not allowed',
      detail: `this API key lacks the scope "${scope}"; use a key that has it`,
      scope,
    },
    { 'www-authenticate': `Bearer realm="copse", error="insufficient_scope", scope="${scope}"` },
  );
}
