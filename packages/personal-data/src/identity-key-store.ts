// The wrapped keys of identities, in a database of their own.
import { withTenant, type PostgresConnection } from '@copse/postgres';
import { sql } from 'drizzle-orm';

/** Reads and writes wrapped keys; knows nothing of what is inside. */
export interface IdentityKeyStore {
  /** Keeps what is there, adds what is missing, and gives the wrapped keys; a destroyed one stays away. */
  ensure(tenant: string, candidates: ReadonlyMap<string, Buffer>): Promise<Map<string, Buffer>>;
  find(tenant: string, identityId: string): Promise<Buffer | null>;
  /** The wrapped keys that exist, by identity. */
  findAll(tenant: string, identityIds: readonly string[]): Promise<Map<string, Buffer>>;
  /** Destroys for good; true when there was one. */
  destroy(tenant: string, identityId: string): Promise<boolean>;
}

/** Creates the store on the keys database. */
export function createIdentityKeyStore(connection: PostgresConnection): IdentityKeyStore {
  return {
    ensure: async (tenant, candidates) => {
      const rows = [...candidates].map(([id, key]) => ({
        identity_id: id,
        wrapped_key: key.toString('hex'),
      }));
      return await withTenant(connection.db, tenant, async (tx) => {
        await tx.execute(sql`
          insert into identity_key (tenant, identity_id, wrapped_key)
          select ${tenant}, candidate.identity_id, decode(candidate.wrapped_key, 'hex')
          from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as candidate(identity_id uuid, wrapped_key text)
          order by candidate.identity_id
          on conflict do nothing`);
        const found = await tx.execute<{ identity_id: string; wrapped_key: Buffer }>(sql`
          select key.identity_id, key.wrapped_key from identity_key key
          where key.tenant = ${tenant} and key.wrapped_key is not null and key.identity_id in (
            select (candidate ->> 'identity_id')::uuid
            from jsonb_array_elements(${JSON.stringify(rows)}::text::jsonb) as candidate)`);
        return new Map(found.map((row) => [row.identity_id, row.wrapped_key]));
      });
    },
    find: async (tenant, identityId) =>
      await withTenant(connection.db, tenant, async (tx) => {
        const [row] = await tx.execute<{ wrapped_key: Buffer | null }>(sql`
          select wrapped_key from identity_key where tenant = ${tenant} and identity_id = ${identityId}`);
        return row?.wrapped_key ?? null;
      }),
    findAll: async (tenant, identityIds) =>
      await withTenant(connection.db, tenant, async (tx) => {
        const found = await tx.execute<{ identity_id: string; wrapped_key: Buffer }>(sql`
          select identity_id, wrapped_key from identity_key
          where tenant = ${tenant} and wrapped_key is not null and identity_id = any (${`{${identityIds.join(',')}}`}::uuid[])`);
        return new Map(found.map((row) => [row.identity_id, row.wrapped_key]));
      }),
    destroy: async (tenant, identityId) =>
      await withTenant(connection.db, tenant, async (tx) => {
        const rows = await tx.execute(sql`
          update identity_key set wrapped_key = null, destroyed_at = now()
          where tenant = ${tenant} and identity_id = ${identityId} and wrapped_key is not null
          returning 1`);
        return rows.length > 0;
      }),
  };
}
