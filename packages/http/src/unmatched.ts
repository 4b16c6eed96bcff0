// Requests that no route answers: 405 with `Allow` where the path exists under another method, otherwise 404.
// Both are said before a body is read.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import createRouter from 'find-my-way';
import { problem, type Problem } from './problem.ts';

/** Keeps a second, tiny router of paths alone, since Fastify's knows a path only together with a method. */
export function registerUnmatched(app: FastifyInstance): void {
  const paths = createRouter({ caseSensitive: true, maxParamLength: 4_000 });
  const methodsOf = new Map<string, Set<string>>();

  app.addHook('onRoute', (route) => {
    const methods = methodsOf.get(route.url) ?? new Set<string>();
    if (!methodsOf.has(route.url)) {
      methodsOf.set(route.url, methods);
      paths.on('GET', route.url, () => {}, { methods });
    }
    for (const method of [route.method].flat()) methods.add(method);
  });

  const explain = (request: FastifyRequest): Problem => {
    const [path = '/'] = request.url.split('?');
    const found = paths.find('GET', path);
    const methods = (found?.store as { methods?: Set<string> } | undefined)?.methods;
    if (methods !== undefined) return methodNotAllowed(request.method, [...methods]);
    return notFound(path, methodsOf.has('/docs'));
  };

  app.addHook('onRequest', (request, _reply, done) => done(request.is404 ? explain(request) : undefined));
}

function notFound(path: string, hasDocs: boolean): Problem {
  return problem({
    status: 404,
    code: 'no-such-path',
    detail: `there is nothing at ${path.slice(0, 200)}; /openapi.json lists every path${hasDocs ? ', and /docs explains them' : ''}`,
  });
}

function methodNotAllowed(method: string, allowed: readonly string[]): Problem {
  const allow = allowed.toSorted().join(', ');
  return problem(
    { status: 405, code: 'method-not-allowed', detail: `${method} is not answered here, ${allow} is` },
    { allow },
  );
}
