// What a standalone server needs on this machine, and how the one that runs is doing.
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { requireFreePort } from '@copse/http';
import { findFolderHolder, inspectEngines, PORT_SETTING, type FolderHolder } from '@copse/standalone';
import { checkServer } from './check-server.ts';
import { checkThat, fault, ok, type Finding } from './finding.ts';

const MINIMUM_NODE = 24;
const SECRET_FILES = ['admin.key', 'master.key', 'postgres-owner.key', 'postgres-service.key'];

/** Checks the data folder, the engines in it, the port, and the server that holds the folder or answers at `url`. */
export async function checkStandalone(options: {
  folder: string;
  port: number;
  url: string;
}): Promise<Finding[]> {
  const holder = existsSync(options.folder) ? findFolderHolder(options.folder) : null;
  return [
    checkFolder(options.folder, holder),
    ...checkSecrets(options.folder),
    ...(holder === null ? await checkEngines(options.folder) : []),
    await checkPort(options.port, holder),
    ...(await askServer(holder?.url ?? options.url, holder)),
  ];
}

/** Checks the Node that runs this. */
export function checkNode(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  return major >= MINIMUM_NODE
    ? ok('Node', process.versions.node)
    : fault(
        'Node',
        `${process.versions.node} is too old`,
        `run copse by its launcher, which brings Node ${MINIMUM_NODE} ("npm ci", then "npx copse")`,
      );
}

function checkFolder(folder: string, holder: FolderHolder | null): Finding {
  const path = resolve(folder);
  const what = `data folder ${path}`;
  if (holder !== null) return ok(what, `in use by process ${holder.pid} (${holder.url})`);
  let existing = path;
  while (!existsSync(existing)) existing = dirname(existing);
  if (!statSync(existing).isDirectory())
    return fault(what, `${existing} is a file`, 'give another folder with --data');
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch {
    return fault(
      what,
      `${existing} may not be written`,
      'change its permissions, or give another folder with --data',
    );
  }
  return ok(what, existing === path ? 'free' : 'not there yet; the first start makes it');
}

/** Secrets that others may read, or that are missing beside data that needs them. */
function checkSecrets(folder: string): Finding[] {
  const isUsed = hasData(folder);
  return SECRET_FILES.flatMap((name) => {
    const file = join(folder, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) {
      return isUsed && name !== 'admin.key'
        ? [
            fault(
              file,
              'missing, but the data needs it',
              'put it back from a backup: a new one opens nothing',
            ),
          ]
        : [];
    }
    return (stat.mode & 0o077) === 0
      ? []
      : [fault(file, 'others than its owner may read it', `chmod 600 ${file}`)];
  });
}

/** Opened only where nobody holds them: a server that runs tells by itself how its engines are. */
async function checkEngines(folder: string): Promise<Finding[]> {
  if (!hasData(folder)) return [];
  const remedy = `look into ${join(resolve(folder), 'copse.log')} and ${join(resolve(folder), 'postgres', 'postgres.log')}`;
  try {
    const inspected = await inspectEngines(folder);
    return inspected.map(({ engine, fault: found }) =>
      found === null
        ? ok(engine, 'opens, and is not newer than this program')
        : fault(engine, found.message, remedy),
    );
  } catch (error) {
    return [fault('engines', error instanceof Error ? error.message : String(error), remedy)];
  }
}

function hasData(folder: string): boolean {
  return existsSync(join(folder, 'postgres', 'data', 'PG_VERSION'));
}

async function checkPort(port: number, holder: FolderHolder | null): Promise<Finding> {
  if (holder !== null && new URL(holder.url).port === String(port))
    return ok(`port ${port}`, 'the server of this folder listens there');
  return await checkThat(`port ${port}`, async () => {
    await requireFreePort({ host: '127.0.0.1', port, setting: PORT_SETTING });
    return 'free';
  });
}

async function askServer(url: string, holder: FolderHolder | null): Promise<Finding[]> {
  const what = `server ${url}`;
  const whenAway =
    holder === null
      ? ok(what, 'none runs there; start one with "copse start"')
      : fault(
          what,
          `process ${holder.pid} holds the folder and does not answer`,
          `look into its copse.log, or stop it ("kill ${holder.pid}")`,
        );
  const whenForeign = fault(what, 'what listens there is no Copse', 'give its address with --url');
  return await checkServer(what, url, { whenAway, whenForeign });
}
