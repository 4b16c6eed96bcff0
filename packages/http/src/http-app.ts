// The app every service and standalone run: one factory, so that limits, validation, problems and health are
// the same everywhere. It listens nowhere by itself; tests use `inject`.
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger, Metrics } from '@copse/observability';
import { answerClientError } from './client-errors.ts';
import { registerDocs } from './docs.ts';
import { handleError } from './error-handler.ts';
import { registerJsonBody } from './json-body.ts';
import { createLimitingErrorHandler, registerLimits, type RateLimitOptions } from './limits.ts';
import { registerOpenApi } from './openapi.ts';
import { registerOperations } from './operations.routes.ts';
import { registerRequestContext } from './request-context.ts';
import { registerRouteConventions } from './route-conventions.ts';
import { registerSecurityHeaders } from './security-headers.ts';
import type { ServiceModule } from './service-module.ts';
import { registerUnmatched } from './unmatched.ts';
import { createValidatorCompiler } from './validation.ts';

/** What an app is made of. */
export interface HttpAppOptions {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Their routes are mounted, their health is asked; they are started and stopped by whoever made them. */
  readonly modules: readonly ServiceModule[];
  /** Bytes of a body, unless a route says otherwise. Default 1 MiB. */
  readonly bodyLimitBytes?: number;
  /** Whether /docs is served. Default true. */
  readonly docs?: boolean;
  readonly rateLimit?: RateLimitOptions;
  /** How many refused credentials one address may send. */
  readonly failureLimit?: RateLimitOptions;
  /** Whether X-Forwarded-For names the caller's address: only behind a proxy that sets it. Default false. */
  readonly trustProxy?: boolean;
}

const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_TIMEOUT_MS = 72_000;

/** Builds the app; ready to `inject` or `listen`. */
export async function createHttpApp(options: HttpAppOptions): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = options.logger;
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    // One logger for all: a child per request costs more than parsing it, and lines name their trace anyway.
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimitBytes ?? 1_048_576,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    trustProxy: options.trustProxy ?? false,
    // A request that came in before the end is answered; new connections are refused by the closed port.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 4_000 },
    frameworkErrors: handleError,
    clientErrorHandler: answerClientError,
  });
  app.setValidatorCompiler(createValidatorCompiler());
  registerRequestContext(app, options.metrics);
  // Before what is unmatched is given its answer: only hooks that are there by then run for it.
  const pageHeaders = await registerSecurityHeaders(app);
  registerUnmatched(app);
  registerRouteConventions(app);
  registerJsonBody(app);
  await registerLimits(app, options.rateLimit);
  app.setErrorHandler(createLimitingErrorHandler(app, options.failureLimit));
  await registerOpenApi(app, options);
  registerOperations(app, options);
  await registerDocs(app, { pages: options.docs ?? true, headers: pageHeaders });
  for (const module of options.modules) await app.register(module.routes);
  await app.ready();
  return app;
}
