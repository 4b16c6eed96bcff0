// Real engines and reference data for specs.
export { acquireClickHouse, type TestClickHouse, type TestClickHouseDatabase } from './clickhouse.ts';
export { eventually } from './eventually.ts';
export { acquireKafka, type TestKafka } from './kafka.ts';
export { acquirePostgres, type TestDatabase, type TestPostgres } from './postgres.ts';
export { findReferenceData } from './reference-data.ts';
