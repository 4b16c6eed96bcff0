// Whether the port is free is asked before anything is started: an engine should not run for nothing.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** The port is taken, or may not be listened on. */
export class PortUnavailableError extends Error {
  override readonly name = 'PortUnavailableError';
}

/** Resolves when the port can be listened on; throws PortUnavailableError saying what to do. */
export async function requireFreePort(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  } catch (error) {
    throw explainListenError(error, host, port);
  }
}

/** Puts a failed `listen` into words. */
export function explainListenError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EADDRINUSE') {
    return new PortUnavailableError(
      `port ${port} on ${host} is in use: stop what listens there, or give another with --port (0 lets the system choose)`,
      { cause: error },
    );
  }
  if (code === 'EACCES') {
    return new PortUnavailableError(
      `port ${port} on ${host} may not be listened on: give one above 1023 with --port`,
      { cause: error },
    );
  }
  return error;
}
