// `npm run distributed`: the distributed installation with local processes, until Ctrl-C.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { environmentFileOf, startDistributed } from './distributed.ts';
import { quoteForShell } from './environment-file.ts';

const folder = resolve(process.env['COPSE_DISTRIBUTED_DATA'] ?? '.copse/distributed');
const HELP = `Usage: npm run distributed

Starts PostgreSQL, Kafka, ClickHouse and every service as local processes, until Ctrl-C.

Environment:
  PORT                    where the gateway listens on 127.0.0.1; 0 picks a free one (default 4000)
  COPSE_DISTRIBUTED_DATA  where everything is kept (default .copse/distributed)`;
const STOP_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Aborted once we are asked to end. A second signal changes nothing: npm passes on what the terminal sent already. */
function listenForSignals(): AbortSignal {
  const asked = new AbortController();
  for (const signal of STOP_SIGNALS)
    process.on(signal, () => {
      if (!asked.signal.aborted) console.error(`${signal}: stopping`);
      asked.abort();
    });
  return asked.signal;
}

/** True when help is asked for; throws at any other argument. */
function isHelpAsked(): boolean {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
  return values.help === true;
}

function readPort(): number {
  const text = process.env['PORT'] ?? '4000';
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new Error(`PORT is "${text}": give a port from 0 to 65535`);
  return Number(text);
}

async function runUntil(signal: AbortSignal): Promise<void> {
  const onProgress = (message: string): void => console.error(message);
  const starting = startDistributed({ folder, port: readPort(), onProgress, signal });
  const system = await starting.catch((error: unknown) => {
    // Asked to end while it started, it has stopped what ran already.
    if (signal.aborted) return null;
    throw error;
  });
  if (system === null) return;
  console.log(`ready ${system.url}`);
  console.log(`the administrator's key is in ${folder}/secrets.json; logs are in ${folder}`);
  const file = environmentFileOf(folder);
  console.log(`its environment is in ${file}; examine it with`);
  console.log(`  (set -a; . ${quoteForShell(file)}; npx copse doctor --distributed)`);
  const aborted = new Promise((done) => signal.addEventListener('abort', done));
  if (!signal.aborted) await aborted;
  await system.stop();
}

try {
  if (isHelpAsked()) {
    console.log(HELP);
    process.exit(0);
  }
} catch (error) {
  console.error(
    `${error instanceof Error ? error.message : String(error)}; see npm run distributed -- --help`,
  );
  process.exit(2);
}

const asked = listenForSignals();
try {
  await runUntil(asked);
  process.exit(0);
} catch (error) {
  const what = asked.aborted ? 'cannot stop' : 'cannot start';
  console.error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
