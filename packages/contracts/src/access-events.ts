// Public events of access, topic copse.access (compacted: each carries the whole state of its key).
import Type from 'typebox';
import { Instant, TenantId } from './primitives.ts';

/** What a key may do. Deny by default: a route names the scope it needs. */
export const SCOPES = [
  'activities:write',
  'activities:read',
  'membership:write',
  'membership:read',
  'value:write',
  'value:read',
  'analytics:read',
  'facts:read',
  'access:admin',
  'operator',
] as const;
export type Scope = (typeof SCOPES)[number];
export const ScopeSchema = Type.Enum([...SCOPES]);

/** `copse.access.tenant-registered.v1`. Stream `tenant/<tenantId>`. */
export const TenantRegistered = Type.Object({
  tenantId: TenantId,
  name: Type.String({ minLength: 1, maxLength: 200 }),
});
export type TenantRegistered = Type.Static<typeof TenantRegistered>;

/** Whole state of an API key. Stream `key/<keyId>`. The secret itself is shown once and stored nowhere. */
export const ApiKeyState = Type.Object({
  keyId: Type.String({ minLength: 16, maxLength: 16, pattern: '^[0-9a-f]{16}$' }),
  tenantId: TenantId,
  label: Type.String({ minLength: 1, maxLength: 200 }),
  /** SHA-256 of the secret, 64 hex digits. */
  secretHash: Type.String({ minLength: 64, maxLength: 64, pattern: '^[0-9a-f]{64}$' }),
  scopes: Type.Array(ScopeSchema, { minItems: 1, maxItems: SCOPES.length }),
  status: Type.Union([Type.Literal('active'), Type.Literal('revoked')]),
  expiresAt: Type.Union([Instant, Type.Null()]),
});
export type ApiKeyState = Type.Static<typeof ApiKeyState>;

/** Event types of access, each with the schema of its data. */
export const ACCESS_EVENTS = {
  'copse.access.tenant-registered.v1': TenantRegistered,
  'copse.access.key-issued.v1': ApiKeyState,
  'copse.access.key-revoked.v1': ApiKeyState,
} as const;
