// `npm run distributed`: the distributed installation with local processes, until Ctrl-C.
import { resolve } from 'node:path';
import { startDistributed } from './distributed.ts';

const folder = resolve(process.env['COPSE_DISTRIBUTED_DATA'] ?? '.copse/distributed');
const port = Number(process.env['PORT'] ?? 4000);
const system = await startDistributed({ folder, port, onProgress: (message) => console.error(message) });
console.log(`ready ${system.url}`);
console.log(`the administrator's key is in ${folder}/secrets.json; logs are in ${folder}`);
const stop = async (): Promise<void> => {
  await system.stop();
  process.exit(0);
};
process.once('SIGINT', () => void stop());
process.once('SIGTERM', () => void stop());
