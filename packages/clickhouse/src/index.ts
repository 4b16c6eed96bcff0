// The analytics database: connections, limits, migrations, batches. What stands in it is the service's business.
export { createBatchWriter, type BatchWriter, type BatchWriterOptions } from './batch-writer.ts';
export {
  connectClickHouse,
  pingClickHouse,
  type ClickHouseConnection,
  type ClickHouseOptions,
  type ClickHouseTarget,
} from './connection.ts';
export {
  ClickHouseNewerError,
  ClickHouseOverloadedError,
  ClickHouseTooOldError,
  ClickHouseUnavailableError,
  explainClickHouseError,
  isDataFault,
  isShutOut,
  isTransient,
  readEngineCode,
} from './errors.ts';
export { encodeLine, insertLines, type RetryPolicy, type TableShape } from './insert.ts';
export { DEFAULT_LIMITS, toSettings, type QueryLimits } from './limits.ts';
export {
  checkClickHouseMigrations,
  ensureClickHouseDatabase,
  migrateClickHouse,
  type ClickHouseMigrationSet,
} from './migrate.ts';
export { checkClickHouseVersion, MINIMUM_VERSION } from './version.ts';
