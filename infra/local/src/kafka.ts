// Apache Kafka as one local process: broker and controller in one, everything replicated once.
// The jars are fetched once by Maven into a cache folder.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import getPort from 'get-port';
import { startEngine, type Engine } from './engine-process.ts';

const run = promisify(execFile);
const pomFile = join(import.meta.dirname, '../kafka/pom.xml');

/** Where the jars are kept between runs. */
export const KAFKA_LIBRARY_FOLDER = join(import.meta.dirname, '../../../.engines/kafka/lib');

/** Starts Kafka with its data below `folder`; an existing folder is continued. Needs Java 17 and Maven. */
export async function startKafka(options: {
  folder: string;
  port?: number;
  heapMegabytes?: number;
}): Promise<Engine> {
  await fetchJars();
  const port = options.port ?? (await getPort());
  mkdirSync(options.folder, { recursive: true });
  const dataFolder = join(options.folder, 'data');
  const propertiesFile = join(options.folder, 'server.properties');
  const controllerPort = readControllerPort(propertiesFile) ?? (await getPort());
  writeFileSync(propertiesFile, serverProperties(port, controllerPort, dataFolder));
  if (!existsSync(join(dataFolder, 'meta.properties'))) await formatStorage(propertiesFile);
  return await startEngine({
    name: 'Kafka',
    command: 'java',
    args: [
      `-Xmx${options.heapMegabytes ?? 512}m`,
      '-XX:+UseParallelGC',
      // C2 goes on compiling past half a million records, at a third of what the broker costs (ADR 15).
      '-XX:TieredStopAtLevel=1',
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-cp',
      join(KAFKA_LIBRARY_FOLDER, '*'),
      'kafka.Kafka',
      propertiesFile,
    ],
    port,
    logFile: join(options.folder, 'kafka.log'),
    stopSignal: 'SIGTERM',
  });
}

async function fetchJars(): Promise<void> {
  const marker = join(KAFKA_LIBRARY_FOLDER, '.complete');
  if (existsSync(marker)) return;
  await run('mvn', [
    '-q',
    '-B',
    '-f',
    pomFile,
    'dependency:copy-dependencies',
    `-DoutputDirectory=${KAFKA_LIBRARY_FOLDER}`,
  ]);
  writeFileSync(marker, '');
}

/** The quorum remembers its voter's address: a restart on another controller port would wait for ever. */
function readControllerPort(propertiesFile: string): number | null {
  if (!existsSync(propertiesFile)) return null;
  const [, port] = /CONTROLLER:\/\/127\.0\.0\.1:(\d+)/.exec(readFileSync(propertiesFile, 'utf8')) ?? [];
  return port === undefined ? null : Number(port);
}

async function formatStorage(propertiesFile: string): Promise<void> {
  // Joined by "=": an id may begin with a dash, which the tool would take for an option.
  const clusterId = randomBytes(16).toString('base64url');
  await run('java', [
    '-cp',
    join(KAFKA_LIBRARY_FOLDER, '*'),
    'kafka.tools.StorageTool',
    'format',
    '--standalone',
    `--cluster-id=${clusterId}`,
    '-c',
    propertiesFile,
  ]);
}

function serverProperties(port: number, controllerPort: number, dataFolder: string): string {
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.bootstrap.servers=127.0.0.1:${controllerPort}`,
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names=CONTROLLER',
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    `log.dirs=${dataFolder}`,
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=8',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    // A broker that was killed may register again once its old session has ended.
    'broker.session.timeout.ms=3000',
    'broker.heartbeat.interval.ms=500',
    'group.initial.rebalance.delay.ms=0',
    'auto.create.topics.enable=false',
    '',
  ].join('\n');
}
