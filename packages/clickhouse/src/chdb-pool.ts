// chDB behind the official client's connection interface. One session writes, a few read: a session runs
// one statement at a time, so a heavy query holds up neither inserts nor (with a second reader) its
// neighbours. Statements run on libuv's threads; the event loop stays free. Sessions of one folder share
// the engine; the number of them stays below libuv's four threads, so that files and DNS keep theirs.
import { createRequire } from 'node:module';
import type { createClient } from '@clickhouse/client';
import type * as ChdbModule from 'chdb/connection';
import { ClickHouseOverloadedError } from './errors.ts';

/** The official client's connection interface, which it exports through its options only. */
export type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;
type Statement = Parameters<ClientConnection['query']>[0];

export interface ChdbPoolOptions {
  /** The data folder; one process at a time. */
  readonly path: string;
  /** Sessions for queries, 2 unless given. */
  readonly readers?: number;
  /** Queries that may wait for a reader before the next is refused. */
  readonly maxQueued?: number;
}

/** Opens sessions on a folder and gives them as one connection. Throws what chDB throws, such as a folder in use. */
export function createChdbPool(options: ChdbPoolOptions): ClientConnection {
  const { path, readers = 2, maxQueued = 256 } = options;
  const writer = createLane([createSession(path)], maxQueued);
  const reader = createLane(
    Array.from({ length: readers }, () => createSession(path)),
    maxQueued,
  );
  return {
    query: async (parameters) =>
      await reader.run(parameters, async (session, statement) => await session.query(statement)),
    command: async (parameters) =>
      await writer.run(parameters, async (session, statement) => await session.command(statement)),
    exec: async (parameters) =>
      await writer.run(parameters, async (session, statement) => await session.exec(statement)),
    insert: async (parameters) =>
      await writer.run(parameters, async (session, statement) => await session.insert(statement)),
    ping: async (parameters) => await createdFirst(reader).connection.ping(parameters),
    close: async () => {
      for (const session of [...writer.sessions, ...reader.sessions]) await session.connection.close();
    },
  };
}

interface Session {
  readonly connection: ClientConnection;
  /** What SET left behind: settings of a session stay until they are changed. */
  readonly settings: Map<string, string>;
}

function createSession(path: string): Session {
  // Loaded when the first folder is opened: the engine is a library of some 300 MB that a server's clients spare.
  const { createChdbConnection } = createRequire(import.meta.url)('chdb/connection') as typeof ChdbModule;
  // chDB's types name another copy of the same interface (the client bundles its own); the shapes are equal.
  const connection = createChdbConnection({ path }) as unknown as ClientConnection;
  return { connection, settings: new Map() };
}

interface Lane {
  readonly sessions: readonly Session[];
  run<P extends Statement, R>(
    parameters: P,
    work: (session: ClientConnection, parameters: P) => Promise<R>,
  ): Promise<R>;
}

function createdFirst(lane: Lane): Session {
  const [session] = lane.sessions;
  if (session === undefined) throw new Error('a lane has at least one session');
  return session;
}

/** Hands statements to free sessions, first come first served. */
function createLane(sessions: readonly Session[], maxQueued: number): Lane {
  const free = [...sessions];
  const waiting: ((session: Session) => void)[] = [];
  const acquire = async (): Promise<Session> => {
    const session = free.pop();
    if (session !== undefined) return session;
    if (waiting.length >= maxQueued)
      throw new ClickHouseOverloadedError(`${waiting.length} queries wait for chDB; ask again later`);
    return await new Promise((resolve) => waiting.push(resolve));
  };
  const release = (session: Session): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(session);
    else next(session);
  };
  return {
    sessions,
    async run(parameters, work) {
      const session = await acquire();
      try {
        const { default_format: format, ...settings } = parameters.clickhouse_settings ?? {};
        await changeSettings(session, settings);
        return await work(session.connection, {
          ...parameters,
          clickhouse_settings: format === undefined ? {} : { default_format: format },
        });
      } finally {
        release(session);
      }
    },
  };
}

// Settings of the HTTP interface that the engine itself does not know.
const HTTP_ONLY = /^(wait_end_of_query|send_progress_in_http_headers|enable_http_compression|http_\w+)$/;

/** Takes a session from the settings it has to the wanted ones: a statement of its own, since an insert's data ends its text. */
async function changeSettings(session: Session, wanted: Readonly<Record<string, unknown>>): Promise<void> {
  const next = new Map<string, string>();
  for (const [name, value] of Object.entries(wanted)) {
    if (value === undefined || HTTP_ONLY.test(name)) continue;
    if (!/^[a-z]\w*$/.test(name)) throw new Error(`"${name}" is no setting's name`);
    next.set(name, typeof value === 'string' ? quote(value) : JSON.stringify(value));
  }
  const { settings } = session;
  const changes = [
    ...[...next].filter(([name, value]) => settings.get(name) !== value),
    ...[...settings.keys()].filter((name) => !next.has(name)).map((name) => [name, 'DEFAULT'] as const),
  ];
  if (changes.length === 0) return;
  // Until the SET has run nothing is known of these: after a failure the next statement says them again.
  for (const [name] of changes) settings.set(name, '');
  await session.connection.command({
    query: `SET ${changes.map(([name, value]) => `${name} = ${value}`).join(', ')}`,
  });
  for (const [name, value] of changes) {
    if (value === 'DEFAULT') settings.delete(name);
    else settings.set(name, value);
  }
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
