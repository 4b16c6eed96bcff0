// What a standalone server needs on this machine, and how the one that runs is doing.
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { requireFreePort } from '@copse/http';
import { findFolderHolder, PORT_SETTING, type FolderHolder } from '@copse/standalone';
import { checkThat, fault, ok, type Finding } from './finding.ts';

const MINIMUM_NODE = 24;
const SECRET_FILES = ['admin.key', 'master.key', 'postgres-owner.key', 'postgres-service.key'];
const HEALTH_TIMEOUT_MS = 8000;

/** Checks Node, the data folder, the port, and the server that holds the folder or answers at `url`. */
export async function checkStandalone(options: {
  folder: string;
  port: number;
  url: string;
}): Promise<Finding[]> {
  const holder = existsSync(options.folder) ? findFolderHolder(options.folder) : null;
  return [
    checkNode(),
    checkFolder(options.folder, holder),
    ...checkSecrets(options.folder),
    await checkPort(options.port, holder),
    ...(await checkServer(holder?.url ?? options.url, holder)),
  ];
}

function checkNode(): Finding {
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
  const hasData = existsSync(join(folder, 'postgres', 'data', 'PG_VERSION'));
  return SECRET_FILES.flatMap((name) => {
    const file = join(folder, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) {
      return hasData && name !== 'admin.key'
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

async function checkPort(port: number, holder: FolderHolder | null): Promise<Finding> {
  if (holder !== null && new URL(holder.url).port === String(port))
    return ok(`port ${port}`, 'the server of this folder listens there');
  return await checkThat(`port ${port}`, async () => {
    await requireFreePort({ host: '127.0.0.1', port, setting: PORT_SETTING });
    return 'free';
  });
}

interface Readiness {
  readonly dependencies: readonly {
    service: string;
    name: string;
    status: 'up' | 'down';
    required: boolean;
    detail?: string;
  }[];
}

async function checkServer(url: string, holder: FolderHolder | null): Promise<Finding[]> {
  const what = `server ${url}`;
  try {
    const response = await fetch(new URL('/health/ready', url), {
      signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS),
    });
    const { dependencies } = (await response.json()) as Readiness;
    const down = dependencies.filter((dependency) => dependency.status === 'down');
    return [
      response.ok
        ? ok(what, `ready; ${dependencies.length - down.length} of ${dependencies.length} dependencies up`)
        : fault(what, 'not ready'),
      ...down.map(({ service, name, detail }) => fault(`${service}: ${name}`, detail ?? 'down')),
    ];
  } catch {
    return holder === null
      ? [ok(what, 'none runs there; start one with "copse start"')]
      : [
          fault(
            what,
            `process ${holder.pid} holds the folder and does not answer`,
            `look into its copse.log, or stop it ("kill ${holder.pid}")`,
          ),
        ];
  }
}
