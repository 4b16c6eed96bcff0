// The same engines as containers, for machines with a Docker engine.
import { ClickHouseContainer } from '@testcontainers/clickhouse';
import { KafkaContainer } from '@testcontainers/kafka';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import type { EngineName, TestEngine } from './engines.ts';

/** Starts a container and gives its address as the local process would. */
export async function startContainer(name: EngineName): Promise<TestEngine> {
  switch (name) {
    case 'postgres': {
      const container = await new PostgreSqlContainer('postgres:18')
        .withCommand(['postgres', '-c', 'max_connections=300'])
        .start();
      return toEngine(container.getConnectionUri(), container);
    }
    case 'kafka': {
      const container = await new KafkaContainer('confluentinc/cp-kafka:8.1.0').start();
      return toEngine(`${container.getHost()}:${container.getMappedPort(9093)}`, container);
    }
    case 'clickhouse': {
      const container = await new ClickHouseContainer('clickhouse/clickhouse-server:26.7').start();
      const credentials = `${container.getUsername()}:${container.getPassword()}`;
      return toEngine(
        `http://${credentials}@${container.getHost()}:${container.getMappedPort(8123)}`,
        container,
      );
    }
  }
}

function toEngine(address: string, container: { stop(): Promise<unknown> }): TestEngine {
  return { address, origin: 'container', stop: async () => void (await container.stop()) };
}
