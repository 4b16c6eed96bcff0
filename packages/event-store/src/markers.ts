// Marker records: a watermark in every partition of every topic of a relay, or the end of a replay.
import { MARKER_KEY, TOPICS, type RebuildEndMarker, type WatermarkMarker } from '@copse/contracts';
import type { OutgoingRecord } from '@copse/messaging';

/** How many partitions a topic has. */
export type PartitionsOf = (topic: string) => number;

/** The manifest's answer; throws for a topic that is not in it. */
export function declaredPartitions(topic: string): number {
  const declaration = TOPICS.find((candidate) => candidate.name === topic);
  if (declaration === undefined)
    throw new Error(
      `topic ${topic} is not in the manifest (packages/contracts/src/topics.ts): declare it there`,
    );
  return declaration.partitions;
}

/** Whether watermarks are announced in a topic; in one that is not in the manifest they are. */
export function carriesWatermarks(topic: string): boolean {
  return TOPICS.find((candidate) => candidate.name === topic)?.watermarks ?? true;
}

/** The same marker for each partition. */
export function composeMarkers(
  marker: WatermarkMarker | RebuildEndMarker,
  partitions: number,
): OutgoingRecord[] {
  const value = Buffer.from(JSON.stringify(marker));
  return Array.from({ length: partitions }, (_, partition) => ({ key: MARKER_KEY, value, partition }));
}
