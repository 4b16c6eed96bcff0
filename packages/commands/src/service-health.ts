// What a service that takes commands says of what it depends on. Its databases are required; without the bus
// it goes on taking commands, and what it could not tell waits in the log.
import type { Relay } from '@copse/event-store';
import type { DependencyHealth } from '@copse/http';
import type { EventConsumer } from '@copse/messaging';
import { explainPostgresError, type PostgresConnection } from '@copse/postgres';

/** A consumer that had something to do and committed nothing for this long is stuck. */
const STUCK_SECONDS_MAX = 60;

/** Asks a database for an answer. */
export async function checkDatabase(name: string, connection: PostgresConnection): Promise<DependencyHealth> {
  try {
    await connection.sql`select 1`;
    return { name, status: 'up', required: true };
  } catch (error) {
    return {
      name,
      status: 'down',
      required: true,
      detail: explainPostgresError(error, connection.url).message,
    };
  }
}

/** Whether the relay leads, or waits for the process that does. */
export function describeRelay(relay: Relay): DependencyHealth {
  const { role, error } = relay.state();
  const status = role === 'leading' || role === 'waiting' ? 'up' : 'down';
  const detail = status === 'up' ? {} : { detail: error ?? `the relay is ${role}` };
  return { name: 'relay', status, required: false, ...detail };
}

/** Whether a consumer gets on with what it has to do. */
export function describeConsumer(name: string, consumer: EventConsumer): DependencyHealth {
  const { crashed, failure, stuckSeconds } = consumer.progress();
  // One that waits for the bus has no lag it could know of, and still does nothing: its failure says so.
  const isDown = crashed || failure !== null || stuckSeconds > STUCK_SECONDS_MAX;
  const detail =
    failure ?? (crashed ? 'it ended: restart the process' : `no progress for ${Math.round(stuckSeconds)} s`);
  return { name, status: isDown ? 'down' : 'up', required: false, ...(isDown ? { detail } : {}) };
}
