// Real engines as local processes, for development and tests where no Docker engine answers.
export { LOCAL_CLICKHOUSE_CREDENTIALS, startClickHouse } from './clickhouse.ts';
export { findFreePort, isPortOpen, startEngine, type Engine } from './engine-process.ts';
export { startKafka } from './kafka.ts';
export { startPostgres, type PostgresEngine } from './postgres.ts';
