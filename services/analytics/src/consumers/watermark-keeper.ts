// Watermarks come several times a second for every partition. They are gathered and written at most twice a
// second: one that is lost in a crash costs nothing, since the next one says more.
import type { ConsumedMarker } from '@copse/messaging';
import type { PartitionWatermark, ProjectionWriter } from './projection-writer.ts';

export interface WatermarkKeeper {
  /** Takes markers in whose events are in the engine already; resolves when they are kept or gathered. */
  keep(markers: readonly ConsumedMarker[]): Promise<void>;
}

/** Creates a keeper; `intervalMs` is the least time between two writes. */
export function createWatermarkKeeper(options: {
  writer: ProjectionWriter;
  intervalMs?: number;
  now?: () => number;
}): WatermarkKeeper {
  const { writer, intervalMs = 500, now = () => performance.now() } = options;
  // One entry a partition, source and epoch: bounded by the topics.
  const gathered = new Map<string, PartitionWatermark>();
  let lastWriteMs = Number.NEGATIVE_INFINITY;
  return {
    async keep(markers) {
      for (const { topic, partition, marker } of markers) {
        if (marker.marker !== 'watermark') continue;
        const { source, epoch, at } = marker;
        const place = JSON.stringify([topic, partition, source, epoch]);
        const known = gathered.get(place);
        if (known === undefined || known.at < at)
          gathered.set(place, { topic, partition, source, epoch, at });
      }
      if (gathered.size === 0 || now() - lastWriteMs < intervalMs) return;
      const watermarks = [...gathered.values()];
      await writer.write([], watermarks);
      lastWriteMs = now();
      for (const watermark of watermarks)
        if (gathered.get(placeOf(watermark)) === watermark) gathered.delete(placeOf(watermark));
    },
  };
}

function placeOf({ topic, partition, source, epoch }: PartitionWatermark): string {
  return JSON.stringify([topic, partition, source, epoch]);
}
