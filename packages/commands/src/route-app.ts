// The app as routes see it: requests and answers have the types of their schemas.
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';

export type RoutesPlugin = FastifyPluginAsyncTypebox;
export type RouteApp = Parameters<RoutesPlugin>[0];
