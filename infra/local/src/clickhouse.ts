// ClickHouse server as one local process, out of the shared library that the chdb package ships.
import { createRequire } from 'node:module';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import getPort from 'get-port';
import { startEngine, type Engine } from './engine-process.ts';

const configFolder = join(import.meta.dirname, '../clickhouse');

/** The one user of a local server; it listens on the loopback interface only. */
export const LOCAL_CLICKHOUSE_CREDENTIALS = 'copse:copse-local-only';

/** Starts ClickHouse with its data below `folder`; an existing folder is continued. Needs Python 3. */
export async function startClickHouse(options: {
  folder: string;
  port?: number;
}): Promise<Engine & { url: string }> {
  const port = options.port ?? (await getPort());
  const tcpPort = await getPort();
  mkdirSync(options.folder, { recursive: true });
  for (const file of ['config.xml', 'users.xml'])
    copyFileSync(join(configFolder, file), join(options.folder, file));
  const url = `http://${LOCAL_CLICKHOUSE_CREDENTIALS}@127.0.0.1:${port}`;
  const engine = await startEngine({
    name: 'ClickHouse',
    command: 'python3',
    args: [
      join(configFolder, 'serve.py'),
      findLibrary(),
      '--config-file',
      join(options.folder, 'config.xml'),
      '--http_port',
      String(port),
      '--tcp_port',
      String(tcpPort),
      '--listen_host',
      '127.0.0.1',
      '--path',
      join(options.folder, 'data'),
      '--structure',
      'line String',
      '--input-format',
      'LineAsString',
      '--query',
      'SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; SELECT count() FROM table FORMAT Null',
    ],
    cwd: options.folder,
    port,
    logFile: join(options.folder, 'clickhouse.log'),
    stopSignal: null,
    isReady: async () =>
      await fetch(`http://127.0.0.1:${port}/ping`).then(
        (r) => r.ok,
        () => false,
      ),
  });
  return { ...engine, url };
}

function findLibrary(): string {
  const platform = `${process.platform}-${process.arch}`;
  const packageName = process.platform === 'linux' ? `@chdb/lib-${platform}-gnu` : `@chdb/lib-${platform}`;
  const fromChdb = createRequire(createRequire(import.meta.url).resolve('chdb/package.json'));
  return join(fromChdb.resolve(`${packageName}/package.json`), '../libchdb.so');
}
