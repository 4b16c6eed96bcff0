// One flush: dead letters first, then events, then the markers that stand behind them; offsets are the
// consumer's business afterwards. A target that is down is tried again for as long as it takes.
import { setTimeout as delay } from 'node:timers/promises';
import type { TopicPartition, TopicPartitionOffset } from '../bus.ts';
import type { ConsumedEvent, ConsumedMarker } from './consumed.ts';
import type { RefusedRecord } from './dead-letters.ts';
import type { EventBuffer } from './event-buffer.ts';
import { refuse } from './step-result.ts';

const RETRY_WAIT_MIN_MS = 100;
const RETRY_WAIT_MAX_MS = 5_000;

/** One event the target will never take, with a code and a sentence. */
export interface EventRefusal {
  readonly event: ConsumedEvent<unknown>;
  readonly code: string;
  readonly reason: string;
}

/**
 * Thrown by `onEvents` when some events can never be taken in: they become dead letters, and the others
 * are handed over again. Any other error means that the target is away, and everything is tried again.
 */
export class EventsRefusedError extends Error {
  override readonly name = 'EventsRefusedError';
  readonly refusals: readonly EventRefusal[];
  constructor(refusals: readonly EventRefusal[]) {
    super(`${refusals.length} events can never be taken in`);
    this.refusals = refusals;
  }
}

export interface FlushDeps {
  readonly maxRows: number;
  /** Ends the waiting of a flush that cannot succeed. */
  readonly signal: AbortSignal;
  publishDeadLetters(refused: readonly RefusedRecord[]): Promise<void>;
  onEvents(
    events: readonly ConsumedEvent<unknown>[],
    position: readonly TopicPartitionOffset[],
  ): Promise<void>;
  onMarkers(markers: readonly ConsumedMarker[]): Promise<void>;
  onFailure(error: unknown, attempt: number): void;
}

/** A flush under way. */
export interface Flush {
  /** Resolves with the positions that may be committed; rejects only when aborted. */
  readonly done: Promise<readonly TopicPartitionOffset[]>;
  /** Takes revoked partitions out: they are neither tried again nor committed. */
  revoke(partitions: readonly TopicPartition[]): void;
}

/** Starts a flush of a full buffer. */
export function startFlush(deps: FlushDeps, buffer: EventBuffer): Flush {
  const revoked = new Set<string>();
  const isOurs = (item: TopicPartition): boolean => !revoked.has(`${item.topic}/${item.partition}`);

  async function persist(attempt: () => Promise<void>): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await attempt();
      } catch (error) {
        deps.onFailure(error, failures);
        const waitMs = Math.min(RETRY_WAIT_MAX_MS, RETRY_WAIT_MIN_MS * 2 ** (failures - 1));
        await delay(waitMs * (0.5 + Math.random() / 2), undefined, { signal: deps.signal });
      }
    }
  }

  async function sendAside(refused: readonly RefusedRecord[]): Promise<void> {
    await persist(async () => {
      const ours = refused.filter(isOurs);
      if (ours.length > 0) await deps.publishDeadLetters(ours);
    });
  }

  async function handOver(slice: readonly ConsumedEvent<unknown>[]): Promise<void> {
    let events = slice;
    await persist(async () => {
      for (;;) {
        if (revoked.size > 0) events = events.filter(isOurs);
        if (events.length === 0) return;
        try {
          return await deps.onEvents(events, positionsAfter(events));
        } catch (error) {
          if (!(error instanceof EventsRefusedError) || error.refusals.length === 0) throw error;
          const refusedEvents = new Set(error.refusals.map(({ event }) => event));
          await sendAside(error.refusals.map(asRefusedRecord));
          events = events.filter((event) => !refusedEvents.has(event));
        }
      }
    });
  }

  async function run(): Promise<readonly TopicPartitionOffset[]> {
    if (buffer.refused.length > 0) await sendAside(buffer.refused);
    for (let at = 0; at < buffer.events.length; at += deps.maxRows)
      await handOver(buffer.events.slice(at, at + deps.maxRows));
    if (buffer.markers.size > 0)
      await persist(async () => {
        const markers = [...buffer.markers.values()].filter(isOurs);
        if (markers.length > 0) await deps.onMarkers(markers);
      });
    return [...buffer.positions.values()].filter(isOurs);
  }

  return {
    done: run(),
    revoke(partitions) {
      for (const { topic, partition } of partitions) revoked.add(`${topic}/${partition}`);
    },
  };
}

function asRefusedRecord({ event, code, reason }: EventRefusal): RefusedRecord {
  const { topic, partition, offset, key, value } = event;
  return {
    topic,
    partition,
    record: { offset, key, value, timestampMs: 0 },
    refusal: refuse('buffer', code, reason),
  };
}

/** The offset after the last of these events, by partition. */
function positionsAfter(events: readonly ConsumedEvent<unknown>[]): TopicPartitionOffset[] {
  const positions = new Map<string, TopicPartitionOffset>();
  for (const [index, { topic, partition, offset }] of events.entries()) {
    // Records of a partition come in runs: the last of a run is enough.
    const next = events[index + 1];
    if (next?.partition !== partition || next.topic !== topic)
      positions.set(`${topic}/${partition}`, { topic, partition, offset: offset + 1n });
  }
  return [...positions.values()];
}
