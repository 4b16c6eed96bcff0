// Real engines as local processes, and the distributed installation on top of them.
export { startClickHouse } from './clickhouse.ts';
export {
  SERVICE_PROCESSES,
  startDistributed,
  type DistributedSystem,
  type ServiceProcessName,
} from './distributed.ts';
export { startKafka } from './kafka.ts';
export { startLocalEngines, type LocalEngineName, type LocalEngines } from './local-engines.ts';
export { startPostgres, type PostgresEngine } from './postgres.ts';
export { startServiceProcess, type ServiceProcess } from './service-process.ts';
