// What holds for every route of a service, so that no route has to remember it: bodies and queries are closed
// to what they do not know, and the problems any route may answer are part of its schema.
import type { FastifyInstance, RouteOptions } from 'fastify';
import Type from 'typebox';
import { problemResponses } from './problem-responses.ts';
import { closeObjects } from './validation.ts';

const WITHOUT_BODY = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);
const NO_QUERY = Type.Object({}, { additionalProperties: false });

/** Applies the conventions to routes with a schema that are shown in OpenAPI. */
export function registerRouteConventions(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.schema?.hide === true) return;
    const schema = route.schema ?? {};
    route.schema = {
      ...schema,
      ...(schema.body === undefined ? {} : { body: closeObjects(schema.body) }),
      querystring: schema.querystring === undefined ? NO_QUERY : closeObjects(schema.querystring),
      response: closeObjects({
        ...problemResponses(...commonStatuses(route)),
        ...(schema.response as object | undefined),
      }),
      security: describeSecurity(route),
    };
  });
}

/** Nothing for a public route; otherwise the bearer's key, with the scope it must have. */
function describeSecurity(route: RouteOptions): Record<string, string[]>[] {
  if (isPublic(route)) return [];
  const scope = route.config?.scope;
  return [{ bearer: scope === undefined ? [] : [scope] }];
}

function commonStatuses(route: RouteOptions): number[] {
  const takesBody = [route.method].flat().some((method) => !WITHOUT_BODY.has(method));
  return [400, ...(isPublic(route) ? [] : [401, 403]), ...(takesBody ? [413, 415] : []), 429, 500, 503];
}

function isPublic(route: RouteOptions): boolean {
  return route.config?.public === true;
}
