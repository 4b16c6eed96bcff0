// Cutting a list of activities into request bodies the server takes: bounded in items and in bytes.
import type { Activity } from './activity.ts';

export interface BatchLimits {
  /** The server's bound is 1,000. */
  readonly maxItems: number;
  /** Bytes of one request's body. */
  readonly maxBytes: number;
}

export const DEFAULT_BATCH_LIMITS: BatchLimits = { maxItems: 1000, maxBytes: 4_000_000 };

/** One request body, with the places its activities have in the caller's list. */
export interface ActivityBatch {
  readonly indexes: readonly number[];
  readonly bodyText: string;
}

const HEAD = '{"activities":[';
const TAIL = ']}';

/** Cuts the chosen activities (default: all) in order. One that is too large alone travels alone. */
export function* cutBatches(
  activities: readonly Activity[],
  limits: BatchLimits,
  chosen: Iterable<number> = activities.keys(),
): Generator<ActivityBatch> {
  let indexes: number[] = [];
  let texts: string[] = [];
  let bytes = HEAD.length + TAIL.length;
  for (const index of chosen) {
    const text = JSON.stringify(activities[index]);
    const size = Buffer.byteLength(text) + 1;
    const full = indexes.length >= limits.maxItems || bytes + size > limits.maxBytes;
    if (full && indexes.length > 0) {
      yield { indexes, bodyText: HEAD + texts.join(',') + TAIL };
      indexes = [];
      texts = [];
      bytes = HEAD.length + TAIL.length;
    }
    indexes.push(index);
    texts.push(text);
    bytes += size;
  }
  if (indexes.length > 0) yield { indexes, bodyText: HEAD + texts.join(',') + TAIL };
}
