// What analytics depends on. Only ClickHouse is required: figures answer while the bus is down, and say
// with dataAsOf how old they are.
import { pingClickHouse, type ClickHouseConnection } from '@copse/clickhouse';
import type { DependencyHealth } from '@copse/http';
import type { ConsumerProgress, EventConsumer } from '@copse/messaging';

/** A consumer as health sees it. */
export interface WatchedConsumer {
  readonly name: string;
  readonly consumer: EventConsumer;
}

// Liveness is progress: with lag above zero, a consumer that has not got on for this long is unhealthy.
const STUCK_SECONDS_MAX = 60;

/** Asks ClickHouse and looks at the consumers. */
export async function checkHealth(
  clickhouse: ClickHouseConnection,
  consumers: readonly WatchedConsumer[],
): Promise<readonly DependencyHealth[]> {
  const engine = await pingClickHouse(clickhouse).then(
    (): DependencyHealth => ({ name: 'clickhouse', status: 'up', required: true }),
    (error: unknown): DependencyHealth => ({
      name: 'clickhouse',
      status: 'down',
      required: true,
      detail: error instanceof Error ? error.message : String(error),
    }),
  );
  return [engine, ...consumers.map(describeConsumer)];
}

function describeConsumer({ name, consumer }: WatchedConsumer): DependencyHealth {
  const detail = findFault(consumer.progress());
  const common = { name, required: false } as const;
  return detail === null ? { ...common, status: 'up' } : { ...common, status: 'down', detail };
}

function findFault(progress: ConsumerProgress): string | null {
  const { crashed, stuckSeconds, lag, failure } = progress;
  if (crashed) return 'it ended by itself; restart the process';
  if (stuckSeconds > STUCK_SECONDS_MAX)
    return `it has not got on for ${Math.round(stuckSeconds)} s, ${lag} records wait${failure === null ? '' : `: ${failure}`}`;
  return failure;
}
