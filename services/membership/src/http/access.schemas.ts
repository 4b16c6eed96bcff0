// The bodies and answers of the tenants and keys routes. The text of a key is answered once and kept nowhere.
import { Instant, SCOPES, ScopeSchema, TenantId } from '@copse/contracts';
import Type from 'typebox';
import { InstantInput, NameInPath } from '@copse/commands';
import { PageQuery, pageOf } from '@copse/http';

const closed = { additionalProperties: false } as const;

const KeyId = Type.String({ minLength: 16, maxLength: 16, pattern: '^[0-9a-f]{16}$' });
const Label = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'What the key is for.',
  examples: ['forum'],
});
const Scopes = Type.Array(ScopeSchema, { minItems: 1, maxItems: SCOPES.length });
const OtherTenant = Type.Optional(
  Type.String({
    ...TenantId,
    description: 'Another tenant than the key’s own; for callers with the scope `operator`.',
  }),
);

export const RegisterTenantBody = Type.Object(
  { tenantId: TenantId, name: Type.String({ minLength: 1, maxLength: 200 }) },
  closed,
);

export const Tenant = Type.Object(
  { tenantId: TenantId, name: Type.String({ maxLength: 200 }) },
  { title: 'Tenant' },
);

export const IssueKeyBody = Type.Object(
  {
    label: Label,
    scopes: Scopes,
    expiresAt: Type.Optional(InstantInput),
    tenantId: OtherTenant,
  },
  { ...closed, examples: [{ label: 'forum', scopes: ['activities:write'] }] },
);

export const KeyParams = Type.Object({ keyId: NameInPath }, closed);
export const KeyQuery = Type.Object({ tenantId: OtherTenant }, closed);
export const KeysQuery = Type.Object({ ...PageQuery.properties, tenantId: OtherTenant }, closed);

export const ApiKey = Type.Object(
  {
    keyId: KeyId,
    tenantId: TenantId,
    label: Label,
    scopes: Scopes,
    status: Type.Union([Type.Literal('active'), Type.Literal('revoked')]),
    expiresAt: Type.Union([Instant, Type.Null()]),
    issuedAt: Instant,
  },
  { title: 'ApiKey' },
);
export type ApiKey = Type.Static<typeof ApiKey>;

export const IssuedKey = Type.Object(
  {
    ...ApiKey.properties,
    key: Type.Union([Type.String({ maxLength: 100 }), Type.Null()], {
      description: 'The key itself, shown this once; null in a repeat under the same Idempotency-Key.',
    }),
  },
  { title: 'IssuedKey' },
);

export const ApiKeyPage = pageOf(ApiKey);
