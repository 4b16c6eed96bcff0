// Watermarks come once a second for every partition. They are gathered and written at most once a second: one
// that is lost in a crash costs nothing, since the next one says more.
import type { ConsumedMarker } from '@copse/messaging';
import type { Logger } from '@copse/observability';
import type { PartitionWatermark, ProjectionWriter } from './projection-writer.ts';

export interface WatermarkKeeper {
  /** Takes markers whose events are in the engine already; they are written now or soon. */
  keep(markers: readonly ConsumedMarker[]): Promise<void>;
  /** Writes what is still gathered, and takes no more. */
  close(): Promise<void>;
}

/** Creates a keeper; `intervalMs` is the least time between two writes, 1,000 unless given. */
export function createWatermarkKeeper(options: {
  writer: ProjectionWriter;
  logger: Logger;
  intervalMs?: number;
}): WatermarkKeeper {
  const { writer, logger, intervalMs = 1000 } = options;
  // One entry a partition, source and epoch: bounded by the topics.
  const gathered = new Map<string, PartitionWatermark>();
  let nextWriteMs = 0;
  let timer: NodeJS.Timeout | undefined;

  const write = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (gathered.size === 0) return;
    const watermarks = [...gathered.values()];
    nextWriteMs = performance.now() + intervalMs;
    await writer.write([], watermarks);
    for (const watermark of watermarks)
      if (gathered.get(placeOf(watermark)) === watermark) gathered.delete(placeOf(watermark));
  };
  // A write nobody waits for: what it could not write stays gathered for the next one.
  const writeLater = (): void => {
    write().catch((error: unknown) =>
      logger.warn({ err: error }, 'watermarks could not be written; the next ones will be'),
    );
  };

  return {
    async keep(markers) {
      for (const { topic, partition, marker } of markers) {
        if (marker.marker !== 'watermark') continue;
        const watermark = { topic, partition, source: marker.source, epoch: marker.epoch, at: marker.at };
        const place = placeOf(watermark);
        if ((gathered.get(place)?.at ?? '') < watermark.at) gathered.set(place, watermark);
      }
      const waitMs = nextWriteMs - performance.now();
      if (waitMs <= 0) await write();
      else timer ??= setTimeout(writeLater, waitMs);
    },
    close: write,
  };
}

function placeOf({ topic, partition, source, epoch }: PartitionWatermark): string {
  return JSON.stringify([topic, partition, source, epoch]);
}
