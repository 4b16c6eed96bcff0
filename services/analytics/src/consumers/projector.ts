// The projector: facts from three topics into the tables, then the offsets, with the watermarks at their
// leisure. The bus may be away when it starts: it waits for it, while indicators answer from what is there.
import { createEventConsumer, type Bus, type EventConsumer } from '@copse/messaging';
import type { Logger, Metrics } from '@copse/observability';
import { FACT_TOPICS, PROJECTOR_GROUP } from '../store/consumer-groups.ts';
import { FACT_SCHEMAS } from './project-event.ts';
import type { ProjectionWriter } from './projection-writer.ts';
import { takeApart, takeEvents } from './take-events.ts';
import { createWatermarkKeeper } from './watermark-keeper.ts';

/** How long the broker gathers before it answers; with the wait in the buffer it is most of a figure's delay. */
const GATHER_MS = 200;

/** How facts are gathered before they are inserted. */
export interface GatheringOptions {
  /** Events an insert takes at most, 20,000 unless given. */
  readonly maxRows?: number;
  /** How long the first event of a batch waits for others once it is here, 400 ms unless given. */
  readonly maxWaitMs?: number;
}

/** Creates the consumer of the facts; it runs from `start` to `stop`. */
export function createProjector(deps: {
  bus: Bus;
  writer: ProjectionWriter;
  logger: Logger;
  metrics: Metrics;
  gathering?: GatheringOptions;
  onCrash(error: Error): void;
}): EventConsumer {
  const { bus, writer, logger, metrics, gathering, onCrash } = deps;
  const keeper = createWatermarkKeeper({ writer, logger });
  const consumer = createEventConsumer({
    bus,
    groupId: PROJECTOR_GROUP,
    topics: FACT_TOPICS,
    schemas: FACT_SCHEMAS,
    maxRows: gathering?.maxRows ?? 20_000,
    gatherMs: GATHER_MS,
    maxWaitMs: gathering?.maxWaitMs ?? 400,
    logger,
    metrics,
    onCrash,
    handle: ({ event }) => takeApart(event),
    onEvents: async (events) => await takeEvents(writer, events),
    onMarkers: async (markers) => await keeper.keep(markers),
  });
  return {
    ...consumer,
    async stop() {
      await consumer.stop();
      // The facts they cover are in; without ClickHouse the next process writes them.
      await keeper
        .close()
        .catch((error: unknown) => logger.warn({ err: error }, 'the last watermarks were not written'));
    },
  };
}
