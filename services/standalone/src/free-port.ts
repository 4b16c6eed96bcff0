// A TCP port nobody listens on, on the loopback interface.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Asks the system for a free port. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system gave no free port');
  return address.port;
}
