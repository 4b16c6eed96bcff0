// `npm run distributed`: the distributed installation with local processes, until Ctrl-C.
import { resolve } from 'node:path';
import { startDistributed, type DistributedSystem } from './distributed.ts';

const folder = resolve(process.env['COPSE_DISTRIBUTED_DATA'] ?? '.copse/distributed');

async function start(): Promise<DistributedSystem> {
  const text = process.env['PORT'] ?? '4000';
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new Error(`PORT is "${text}": give a port from 0 to 65535`);
  return await startDistributed({
    folder,
    port: Number(text),
    onProgress: (message) => console.error(message),
  });
}

try {
  const system = await start();
  console.log(`ready ${system.url}`);
  console.log(`the administrator's key is in ${folder}/secrets.json; logs are in ${folder}`);
  const stop = async (): Promise<void> => {
    await system.stop();
    process.exit(0);
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
} catch (error) {
  console.error(`cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
