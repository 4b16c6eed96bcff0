// Commits what was flushed. Positions that only markers moved may wait a little, since nothing is lost by
// reading a marker twice; everything else is committed at once.
import { setTimeout as delay } from 'node:timers/promises';
import {
  StaleAssignmentError,
  type Subscription,
  type TopicPartition,
  type TopicPartitionOffset,
} from '../bus.ts';

/** How rarely positions that only markers moved are committed. */
const MARKER_COMMIT_MS = 2_000;
const RETRY_WAIT_MAX_MS = 5_000;

export interface OffsetCommitter {
  /** Adds positions whose events are durable. */
  add(positions: readonly TopicPartitionOffset[]): void;
  /** Takes partitions out that were revoked. */
  forget(partitions: readonly TopicPartition[]): void;
  /** When what waits should be committed, milliseconds since the epoch; Infinity with nothing waiting. */
  dueAt(): number;
  /** Commits all that waits; tries again until it succeeds, the partitions changed hands, or it is aborted. */
  commit(subscription: Subscription): Promise<void>;
  /** Milliseconds since the epoch; null before the first commit. */
  lastCommitAt(): number | null;
}

/** Makes a committer. */
export function createOffsetCommitter(deps: {
  signal: AbortSignal;
  onCommitted(atMs: number): void;
  onStale(error: StaleAssignmentError): void;
  onFailure(error: unknown, attempt: number): void;
}): OffsetCommitter {
  const waiting = new Map<string, TopicPartitionOffset>();
  let lastCommitAt: number | null = null;

  async function attemptCommit(subscription: Subscription): Promise<void> {
    const offsets = [...waiting.entries()];
    try {
      await subscription.commit(offsets.map(([, offset]) => offset));
    } catch (error) {
      // Somebody else reads these now; what was flushed comes again there, and the target tells it apart.
      if (!(error instanceof StaleAssignmentError)) throw error;
      deps.onStale(error);
    }
    for (const [key, offset] of offsets) if (waiting.get(key) === offset) waiting.delete(key);
    lastCommitAt = Date.now();
    deps.onCommitted(lastCommitAt);
  }

  return {
    add(positions) {
      for (const position of positions) waiting.set(`${position.topic}/${position.partition}`, position);
    },
    forget(partitions) {
      for (const { topic, partition } of partitions) waiting.delete(`${topic}/${partition}`);
    },
    dueAt: () => (waiting.size === 0 ? Infinity : (lastCommitAt ?? 0) + MARKER_COMMIT_MS),
    lastCommitAt: () => lastCommitAt,
    async commit(subscription) {
      for (let attempt = 1; waiting.size > 0; attempt += 1) {
        try {
          return await attemptCommit(subscription);
        } catch (error) {
          deps.onFailure(error, attempt);
          await delay(Math.min(RETRY_WAIT_MAX_MS, 100 * 2 ** attempt), undefined, { signal: deps.signal });
        }
      }
    },
  };
}
