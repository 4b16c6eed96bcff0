// Finds a real engine, in this order: an address in the environment, a container where a Docker engine
// answers, a local process. Nothing is ever skipped in silence: an engine that cannot be had throws, by name.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startClickHouse, startKafka, startPostgres } from '@copse/local-engines';

/** An engine for tests: where it is and how to let go of it. */
export interface TestEngine {
  /** postgres://…, host:port[,host:port], or http://user:password@host:port. */
  readonly address: string;
  readonly origin: 'environment' | 'container' | 'process';
  stop(): Promise<void>;
}

/** The engines tests may ask for, each with the variable that names an existing one. */
export const ENGINE_VARIABLES = {
  postgres: 'TEST_POSTGRES_URL',
  kafka: 'TEST_KAFKA_BROKERS',
  clickhouse: 'TEST_CLICKHOUSE_URL',
} as const;
export type EngineName = keyof typeof ENGINE_VARIABLES;

/** Finds or starts an engine. Throws an error that names the engine and what stands in the way. */
export async function resolveEngine(name: EngineName): Promise<TestEngine> {
  const address = process.env[ENGINE_VARIABLES[name]];
  if (address !== undefined && address !== '')
    return { address, origin: 'environment', stop: async () => {} };
  try {
    return isDockerRunning() ? await startContainer(name) : await startProcess(name);
  } catch (error) {
    throw new Error(
      `no ${name} for the tests: set ${ENGINE_VARIABLES[name]}, start Docker, or mend the local process`,
      { cause: error },
    );
  }
}

let dockerAnswers: boolean | undefined;

function isDockerRunning(): boolean {
  if (dockerAnswers === undefined) {
    try {
      execFileSync('docker', ['info', '--format', '{{.ServerVersion}}'], { stdio: 'pipe', timeout: 5000 });
      dockerAnswers = true;
    } catch {
      dockerAnswers = false;
    }
  }
  return dockerAnswers;
}

async function startContainer(name: EngineName): Promise<TestEngine> {
  const containers = await import('./containers.ts');
  return await containers.startContainer(name);
}

async function startProcess(name: EngineName): Promise<TestEngine> {
  const folder = mkdtempSync(join(tmpdir(), `copse-test-${name}-`));
  const started = await startLocal(name, folder);
  return {
    address: started.address,
    origin: 'process',
    stop: async () => {
      await started.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startLocal(
  name: EngineName,
  folder: string,
): Promise<{ address: string; stop(): Promise<void> }> {
  switch (name) {
    case 'postgres': {
      // Tests lose nothing they need when the machine goes down; durability itself is tested on engines of its own.
      const flags = ['-c', 'fsync=off', '-c', 'max_connections=300', '-c', 'shared_buffers=256MB'];
      const engine = await startPostgres({ folder: openToEveryone(folder), flags });
      return { address: engine.adminUrl, stop: engine.stop };
    }
    case 'kafka': {
      const engine = await startKafka({ folder });
      return { address: `127.0.0.1:${engine.port}`, stop: engine.stop };
    }
    case 'clickhouse': {
      const engine = await startClickHouse({ folder });
      return { address: engine.url, stop: engine.stop };
    }
  }
}

/** PostgreSQL runs as a user of its own when the tests run as root, and must be able to reach its folder. */
function openToEveryone(folder: string): string {
  execFileSync('chmod', ['755', folder]);
  return folder;
}
