// A fresh database with an event log, met as a service meets it: by a role that owns nothing.
import { randomUUID } from 'node:crypto';
import { connectPostgres, migratePostgres, type PostgresConnection } from '@copse/postgres';
import { acquirePostgres } from '@copse/testing';
import { eventLogMigrations, type FirstEvent, type NewEvent } from '../src/index.ts';

export interface LogDatabase {
  /** The service's role. */
  readonly connection: PostgresConnection;
  /** The owner, who is a superuser here: sees everything, for checks from outside. */
  readonly owner: PostgresConnection;
  /** One more pool of the service's role. */
  connect(maxConnections: number): PostgresConnection;
  drop(): Promise<void>;
}

const SERVICE_ROLE = 'copse_event_store_spec';
const SERVICE_PASSWORD = 'spec-only';

/** Creates and migrates it. */
export async function createLogDatabase(maxConnections = 10): Promise<LogDatabase> {
  const engine = await acquirePostgres();
  const database = await engine.createDatabase('log');
  await migratePostgres({
    url: database.url,
    sets: [eventLogMigrations],
    serviceRole: SERVICE_ROLE,
    servicePassword: SERVICE_PASSWORD,
  });
  const url = new URL(database.url);
  url.username = SERVICE_ROLE;
  url.password = SERVICE_PASSWORD;
  const opened: PostgresConnection[] = [];
  const open = (address: string, connections: number): PostgresConnection => {
    const connection = connectPostgres({
      url: address,
      applicationName: 'spec',
      maxConnections: connections,
    });
    opened.push(connection);
    return connection;
  };
  return {
    connection: open(url.toString(), maxConnections),
    owner: open(database.url, 2),
    connect: (connections) => open(url.toString(), connections),
    async drop() {
      await Promise.all(opened.map(async (connection) => await connection.close()));
      await database.drop();
    },
  };
}

/** An event with a type and data that hardly matter. */
export function newEvent(data: unknown = {}, type = 'thing-happened'): NewEvent {
  return { eventId: randomUUID(), type, schemaVersion: 1, data, sealed: null };
}

/** The first event of a stream; `content` stands for what a caller sent. */
export function firstEvent(streamId: string, content: string, tenant = 'tenant-a'): FirstEvent {
  const contentHash = Buffer.from(content).toString('hex').padEnd(64, '0').slice(0, 64);
  return { ...newEvent({ content }), tenant, streamId, meta: {}, contentHash };
}
