// What operators and schedulers ask: is the process alive, may it be routed to, how is it doing.
import type { FastifyInstance } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Logger, Metrics } from '@copse/observability';
import type { DependencyHealth, ServiceModule } from './service-module.ts';

const HEALTH_TIMEOUT_MS = 5_000;

const Dependency = Type.Object({
  service: Type.String(),
  name: Type.String(),
  status: Type.Enum(['up', 'down']),
  required: Type.Boolean({ description: 'Whether the service must not be routed to without it' }),
  code: Type.Optional(Type.Literal('dependency-down')),
  detail: Type.Optional(Type.String({ description: 'Where to look: what is wrong stands in the log alone' })),
});
const Readiness = Type.Object(
  { status: Type.Enum(['ready', 'not-ready']), dependencies: Type.Array(Dependency) },
  { title: 'Readiness' },
);
const Liveness = Type.Object({ status: Type.Literal('live') }, { title: 'Liveness' });

/** Whoever asks may be anybody, and what a driver or a consumer says may hold anything. */
const PUBLIC_FAULT = {
  code: 'dependency-down',
  detail: 'it does not serve this now; the log of this process says what is wrong and what to do',
} as const;

/** Registers /health/live, /health/ready and /metrics; all three are public and cost no rate. */
export function registerOperations(
  app: FastifyInstance,
  options: {
    readonly modules: readonly ServiceModule[];
    readonly metrics: Metrics;
    readonly logger: Logger;
  },
): void {
  const told = new Map<string, string>();
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();
  const config = { public: true, rateLimit: false } as const;
  const tags = ['operations'];

  typed.get(
    '/health/live',
    { config, schema: { tags, summary: 'Is the process alive?', response: { 200: Liveness } } },
    async () => ({ status: 'live' as const }),
  );

  typed.get(
    '/health/ready',
    {
      config,
      schema: {
        tags,
        summary: 'May it be routed to?',
        description: '503 when a required dependency of any service in this process is down.',
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_request, reply) => {
      const dependencies = (await Promise.all(options.modules.map(checkHealth))).flat();
      const ready = dependencies.every((dependency) => dependency.status === 'up' || !dependency.required);
      if (!ready) void reply.code(503).header('retry-after', '5');
      tellFaults(dependencies, told, options.logger);
      return {
        status: ready ? ('ready' as const) : ('not-ready' as const),
        dependencies: dependencies.map(describeInPublic),
      };
    },
  );

  app.get(
    '/metrics',
    {
      config,
      schema: {
        tags,
        summary: 'Prometheus metrics',
        response: {
          200: { description: 'Text exposition', content: { 'text/plain': { schema: Type.String() } } },
        },
      },
    },
    async (_request, reply) => {
      const { contentType, body } = await options.metrics.render();
      return await reply.header('content-type', contentType).send(body);
    },
  );
}

type ServiceDependency = DependencyHealth & { readonly service: string };

function describeInPublic({ service, name, status, required }: ServiceDependency) {
  return { service, name, status, required, ...(status === 'down' ? PUBLIC_FAULT : {}) };
}

/** Schedulers ask every few seconds: a fault is logged when it begins, and when it becomes another one. */
function tellFaults(
  dependencies: readonly ServiceDependency[],
  told: Map<string, string>,
  logger: Logger,
): void {
  for (const { service, name, status, detail = 'it is down' } of dependencies) {
    const dependency = `${service}: ${name}`;
    if (status === 'down' && told.get(dependency) !== detail)
      logger.warn({ dependency, reason: detail }, 'a dependency is down');
    if (status === 'down') told.set(dependency, detail);
    else told.delete(dependency);
  }
}

async function checkHealth(module: ServiceModule): Promise<ServiceDependency[]> {
  const expired = AbortSignal.timeout(HEALTH_TIMEOUT_MS);
  const tooLate = new Promise<never>((_resolve, reject) => {
    expired.addEventListener('abort', () => reject(new Error(`no answer within ${HEALTH_TIMEOUT_MS} ms`)));
  });
  try {
    const dependencies = await Promise.race([module.health(), tooLate]);
    return dependencies.map((dependency) => Object.assign({ service: module.name }, dependency));
  } catch (error) {
    const detail = `its health cannot be told: ${error instanceof Error ? error.message : String(error)}`;
    return [{ service: module.name, name: module.name, status: 'down', required: true, detail }];
  }
}
