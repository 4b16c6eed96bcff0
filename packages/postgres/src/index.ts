// PostgreSQL: connections, roles, migrations, the tenant of a transaction. No service's table lives here.
export {
  connectPostgres,
  pingPostgres,
  type Database,
  type PostgresConnection,
  type PostgresConnectionOptions,
  type Transaction,
} from './connection.ts';
export { ensureDatabases } from './ensure-databases.ts';
export {
  DatabaseNewerError,
  MigrationsPendingError,
  PostgresUnavailableError,
  describeAddress,
  explainPostgresError,
  isDatabaseMissing,
} from './errors.ts';
export {
  CHANGED_MIGRATION_REMEDY,
  checkMigrations,
  migratePostgres,
  refuseStrangeDatabase,
  requireMigrated,
  type MigrationSet,
  type MigrationState,
} from './migrations.ts';
export { TENANT_SETTING, withTenant } from './tenant-transaction.ts';
