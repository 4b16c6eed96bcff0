// Keeps this service's copy of tenants and keys. A key's state is durable here before it is believed, and
// believed by this process the moment it is durable.
import type { ApiKeyState } from '@copse/contracts';
import { TOPIC_OF_CONTEXT } from '@copse/contracts';
import { createEventConsumer, proceed, type Bus, type EventConsumer } from '@copse/messaging';
import type { Logger, Metrics } from '@copse/observability';
import type { ClickHouseAccessDirectory } from '../store/access-directory.ts';
import { ACCESS_GROUP } from '../store/consumer-groups.ts';
import { ACCESS_SCHEMAS } from './project-event.ts';
import type { ProjectionWriter } from './projection-writer.ts';
import { takeApart, takeEvents } from './take-events.ts';

// Few events, and somebody waits for each: a revocation is effective within 2 s.
const MAX_ROWS = 1000;
const MAX_WAIT_MS = 50;

/** Creates the consumer of copse.access. */
export function createAccessConsumer(deps: {
  bus: Bus;
  writer: ProjectionWriter;
  directory: ClickHouseAccessDirectory;
  logger: Logger;
  metrics: Metrics;
  onCrash(error: Error): void;
}): EventConsumer {
  const { bus, writer, directory, logger, metrics, onCrash } = deps;
  return createEventConsumer({
    bus,
    groupId: ACCESS_GROUP,
    topics: [TOPIC_OF_CONTEXT.access],
    schemas: ACCESS_SCHEMAS,
    maxRows: MAX_ROWS,
    maxWaitMs: MAX_WAIT_MS,
    logger,
    metrics,
    onCrash,
    handle: ({ event }) => {
      const projected = takeApart(event);
      if (projected.kind !== 'ok') return projected;
      return proceed({ rows: projected.value.rows, state: event.data, version: event.streamversion });
    },
    onEvents: async (events) => {
      await takeEvents(writer, events);
      for (const { state, version } of events.map(({ event }) => event))
        if (isKeyState(state)) directory.learn(state, version);
    },
  });
}

function isKeyState(data: object): data is ApiKeyState {
  return 'secretHash' in data;
}
