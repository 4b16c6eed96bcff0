// The durable copy in PostgreSQL. The newest version of a key wins, in whatever order they arrive.
import { join } from 'node:path';
import type { ApiKeyState } from '@copse/contracts';
import type { MigrationSet, PostgresConnection } from '@copse/postgres';
import { sql } from 'drizzle-orm';

/** The copy's migrations, for every service that keeps one in PostgreSQL. */
export const accessCopyMigrations: MigrationSet = {
  name: 'access_copy',
  folder: join(import.meta.dirname, '../migrations'),
};

/** A key's state and the version of its stream that brought it. */
export interface VersionedKey {
  readonly state: ApiKeyState;
  readonly version: number;
}

/** Reads and writes the copy. */
export interface AccessKeyStore {
  /** Takes in states; an older version than the one kept changes nothing. */
  save(keys: readonly VersionedKey[]): Promise<void>;
  find(keyId: string): Promise<VersionedKey | null>;
}

/** Creates the store on a service's own database. */
export function createAccessKeyStore(connection: PostgresConnection): AccessKeyStore {
  return {
    save: async (keys) => {
      if (keys.length === 0) return;
      const rows = JSON.stringify(newestOfEach(keys));
      await connection.db.execute(sql`
        insert into access_key (tenant, key_id, version, state)
        select row.state ->> 'tenantId', row.state ->> 'keyId', row.version, row.state
        from jsonb_to_recordset(${rows}::text::jsonb) as row(version integer, state jsonb)
        on conflict (tenant, key_id) do update
          set version = excluded.version, state = excluded.state
          where access_key.version < excluded.version`);
    },
    find: async (keyId) => {
      const [row] = await connection.db.execute<{ version: number; state: ApiKeyState }>(
        sql`select version, state from access_key where key_id = ${keyId}`,
      );
      return row ?? null;
    },
  };
}

function newestOfEach(keys: readonly VersionedKey[]): VersionedKey[] {
  const newest = new Map<string, VersionedKey>();
  for (const key of keys) {
    const known = newest.get(key.state.keyId);
    if (known === undefined || known.version < key.version) newest.set(key.state.keyId, key);
  }
  return [...newest.values()];
}
