// Where drizzle-kit finds the tables and puts the SQL that is then reviewed and completed by hand
// (row-level security is written there).
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/store/tables.ts',
  out: './migrations',
});
