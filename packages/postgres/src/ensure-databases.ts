// Databases that have to be there before anything connects to them.
import postgres from 'postgres';
import { explainPostgresError } from './errors.ts';

/**
 * Makes the databases that are missing on the server `adminUrl` leads to, as its owner. Two that do so at once both
 * succeed. Rejects with what, where and what to do.
 */
export async function ensureDatabases(adminUrl: string, names: readonly string[]): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, fetch_types: false, onnotice: () => {} });
  const isThere = async (name: string): Promise<boolean> => {
    const found = await sql`select 1 from pg_database where datname = ${name}`;
    return found.length > 0;
  };
  try {
    for (const name of names) {
      if (await isThere(name)) continue;
      try {
        await sql`create database ${sql(name)}`;
      } catch (error) {
        // Somebody else may have been faster.
        if (!(await isThere(name))) throw error;
      }
    }
  } catch (error) {
    throw explainPostgresError(error, adminUrl);
  } finally {
    await sql.end();
  }
}
