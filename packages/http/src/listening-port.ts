// Whether a port can be listened on, in words: who starts a process must know which port, and what to change.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** The port is taken, or may not be listened on. */
export class PortUnavailableError extends Error {
  override readonly name = 'PortUnavailableError';
}

/** A place to listen, and how whoever starts the process chooses another. */
export interface ListeningPlace {
  readonly host: string;
  readonly port: number;
  /** Such as `with --port`: the rest of "give another …". */
  readonly setting: string;
}

/** Resolves when the port can be listened on, so that nothing is started for nothing; throws PortUnavailableError. */
export async function requireFreePort(place: ListeningPlace): Promise<void> {
  const server = createServer();
  try {
    server.listen({ host: place.host, port: place.port });
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  } catch (error) {
    throw explainListenError(error, place);
  }
}

/** Puts a failed `listen` into words; another error comes back as it is. */
export function explainListenError(error: unknown, { host, port, setting }: ListeningPlace): unknown {
  const explanation = EXPLANATIONS[error instanceof Error && 'code' in error ? String(error.code) : ''];
  if (explanation === undefined) return error;
  return new PortUnavailableError(`port ${port} on ${host} ${explanation(setting)}`, { cause: error });
}

const EXPLANATIONS: Readonly<Record<string, (setting: string) => string>> = {
  EADDRINUSE: (setting) =>
    `is in use: stop what listens there, or give another ${setting} (0 lets the system choose)`,
  EACCES: (setting) => `may not be listened on: give one above 1023 ${setting}`,
  EADDRNOTAVAIL: () => 'cannot be listened on: the host is no address of this machine; correct it',
  ENOTFOUND: () => 'cannot be listened on: the host name is unknown; correct it',
};
