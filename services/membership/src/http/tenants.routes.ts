// Tenants: an operator registers them. A tenant's stream is kept under that very tenant.
import { createOnce, IdempotencyHeaders, type RouteApp } from '@copse/commands';
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
    const { status } = await createOnce(request, {
      db: store.db,
      references: store.references,
      handle: store.handlers.tenant,
      problems: tenantProblems,
      project: projectEvents,
      tenant: tenantId,
      streamId: `tenant/${tenantId}`,
      command: { type: 'register-tenant', tenantId, name },
      ids: { tenantId },
    });
    return await reply.code(status).send({ tenantId, name });
  });
}
