// Tenants: an operator registers them. A tenant's stream is kept under that very tenant.
import {
  answerOnce,
  eventMetadataOf,
  IdempotencyHeaders,
  repeatableRequestOf,
  settleCommand,
  type RouteApp,
} from '@copse/commands';
import { problemResponses } from '@copse/http';
import { projectEvents, type MembershipStore } from '../store/membership-store.ts';
import { RegisterTenantBody, Tenant } from './access.schemas.ts';
import { tenantProblems } from './rejections.ts';

/** Registers the route of tenants. */
export function registerTenantRoutes(app: RouteApp, store: MembershipStore): void {
  const schema = {
    tags: ['access'],
    operationId: 'registerTenant',
    summary: 'Register a tenant',
    description:
      'The same tenant again is answered 200. Its first key is issued with POST /v1/keys, which names it.',
    headers: IdempotencyHeaders,
    body: RegisterTenantBody,
    response: { 201: Tenant, 200: Tenant, ...problemResponses(409, 422) },
  };
  app.post('/v1/tenants', { config: { scope: 'operator' }, schema }, async (request, reply) => {
    const { tenantId, name } = request.body;
    const { status } = await answerOnce(
      store.db,
      repeatableRequestOf(request, tenantId),
      async (remember) => {
        const result = await store.handlers.tenant(store.db, {
          tenant: tenantId,
          streamId: `tenant/${tenantId}`,
          command: { type: 'register-tenant', tenantId, name },
          meta: eventMetadataOf(request),
          project: async (tx, recorded) => {
            await projectEvents(tx, recorded);
            await remember(tx, { status: 201, ids: { tenantId } });
          },
        });
        const { hasChanged } = settleCommand(tenantProblems, result);
        return { status: hasChanged ? 201 : 200, ids: { tenantId } };
      },
    );
    return await reply.code(status === 201 ? 201 : 200).send({ tenantId, name });
  });
}
