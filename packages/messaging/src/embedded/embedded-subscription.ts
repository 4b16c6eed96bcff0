// A group member: one loop keeps its leases, another reads the partitions it holds and hands their
// records on. An engine that is away is waited for; only a fault nobody can wait out ends it.
import { setTimeout as delay } from 'node:timers/promises';
import type postgres from 'postgres';
import type { Logger } from '@copse/observability';
import {
  OffsetOutOfRangeError,
  StaleAssignmentError,
  type IncomingRecord,
  type Subscription,
  type SubscriptionOptions,
  type TopicPartition,
} from '../bus.ts';
import { partitionKey, readRanges, readRecords, type PartitionRange } from './batch-reader.ts';
import { isWorthWaiting } from './engine-faults.ts';
import type { HeldPartition, LeaseChanges, PartitionLeases } from './partition-leases.ts';
import type { KnownTopic } from './topic-catalogue.ts';
import { countRings, waitForRing } from './wake-ups.ts';

const IDLE_WAIT_MIN_MS = 10;
const FAULT_WAIT_MS = 250;

interface ReadPartition extends HeldPartition {
  position: bigint;
  isPaused: boolean;
  /** Settles when no batch of the partition is being handed on. */
  handing: Promise<void>;
}

export interface SubscriptionDeps {
  readonly sql: postgres.Sql;
  readonly database: string;
  readonly leases: PartitionLeases;
  readonly topics: ReadonlyMap<string, KnownTopic>;
  readonly heartbeatMs: number;
  readonly idleWaitMaxMs: number;
  readonly logger: Logger;
}

/** Joins the group and starts reading. Resolves once the first look at the leases is done. */
export async function startEmbeddedSubscription(
  deps: SubscriptionDeps,
  options: SubscriptionOptions,
): Promise<Subscription> {
  const { sql, leases, logger } = deps;
  const held = new Map<string, ReadPartition>();
  const ending = new AbortController();
  let transition: Promise<void> = Promise.resolve();
  let isInTransition = false;
  let isCrashed = false;

  function crash(error: unknown): void {
    if (isCrashed || ending.signal.aborted) return;
    isCrashed = true;
    ending.abort();
    void leases
      .leave()
      .catch(() => undefined)
      .then(() => options.onCrash(error instanceof Error ? error : new Error(String(error))));
  }

  async function letGo(partitions: readonly HeldPartition[]): Promise<void> {
    const gone = partitions.flatMap((partition) => held.get(partitionKey(partition)) ?? []);
    for (const partition of gone) held.delete(partitionKey(partition));
    await Promise.all(gone.map(async (partition) => await partition.handing));
    if (gone.length > 0) await options.onRevoked?.(gone.map(nameOnly));
  }

  async function takeOver(claimed: readonly HeldPartition[]): Promise<void> {
    if (claimed.length === 0) return;
    const ranges = new Map((await readRanges(sql, options.topics)).map((range) => [partitionKey(range), range]));
    await options.onAssigned?.(claimed.map(nameOnly));
    for (const partition of claimed) {
      const range = ranges.get(partitionKey(partition));
      const beginning = (options.from === 'earliest' ? range?.firstOffset : range?.nextOffset) ?? 0n;
      const position = partition.committed ?? beginning;
      held.set(partitionKey(partition), { ...partition, position, isPaused: false, handing: Promise.resolve() });
    }
  }

  async function apply(changes: LeaseChanges): Promise<void> {
    await letGo([...changes.lost, ...changes.surplus]);
    const freed = [...changes.surplus, ...changes.strays];
    if (freed.length > 0) await leases.release(freed);
    if (changes.wanted.size > 0 && !ending.signal.aborted) await takeOver(await leases.claim(changes.wanted));
  }

  /** Renews the membership; a change of hands runs beside it, one at a time, so that it never delays a heartbeat. */
  async function lookAtLeases(): Promise<void> {
    const changes = await leases.look([...held.values()]);
    if (isInTransition) return;
    isInTransition = true;
    transition = apply(changes)
      .catch((error: unknown) => reportFault(error, 'leases'))
      .finally(() => {
        isInTransition = false;
      });
  }

  function reportFault(error: unknown, during: string): void {
    if (!isWorthWaiting(error)) return crash(error);
    logger.warn({ err: error, groupId: options.groupId, during }, 'the embedded bus does not answer; trying again');
  }

  async function keepLeases(): Promise<void> {
    while (!ending.signal.aborted) {
      await delay(deps.heartbeatMs, undefined, { signal: ending.signal }).catch(() => undefined);
      if (ending.signal.aborted) return;
      await lookAtLeases().catch((error: unknown) => reportFault(error, 'heartbeat'));
    }
  }

  async function handOn(partition: ReadPartition, records: IncomingRecord[], range: PartitionRange): Promise<void> {
    const isCurrent = held.get(partitionKey(partition)) === partition;
    if (!isCurrent || partition.isPaused || ending.signal.aborted) return;
    const last = records.at(-1);
    if (last === undefined) return;
    const following = last.offset + 1n;
    const highWatermark = range.nextOffset > following ? range.nextOffset : following;
    const handing = options.onBatch({ ...nameOnly(partition), records, highWatermark });
    partition.handing = handing.catch(() => undefined);
    await handing;
    partition.position = following;
  }

  /** Reads once over all partitions; says whether there was anything. */
  async function readOnce(): Promise<boolean> {
    const ranges = await readRanges(sql, options.topics);
    const due = ranges.flatMap((range) => {
      const partition = held.get(partitionKey(range));
      if (partition === undefined || partition.isPaused) return [];
      requireInRange(options.groupId, partition, range);
      return partition.position < range.nextOffset ? [{ partition, range }] : [];
    });
    if (due.length === 0) return false;
    const found = await readRecords(
      sql,
      due.map(({ partition }) => ({ ...nameOnly(partition), offset: partition.position })),
    );
    const handings = due.map(async ({ partition, range }) => {
      const records = found.get(partitionKey(partition)) ?? [];
      if (records.length > 0) return await handOn(partition, records, range).catch(crash);
      // All that stood there was compacted away.
      if (deps.topics.get(partition.topic)?.compacted === true) partition.position = range.nextOffset;
    });
    await Promise.all(handings);
    return true;
  }

  async function read(): Promise<void> {
    let waitMs = IDLE_WAIT_MIN_MS;
    while (!ending.signal.aborted) {
      const sinceRing = countRings(deps.database);
      try {
        if (await readOnce()) {
          waitMs = IDLE_WAIT_MIN_MS;
          continue;
        }
      } catch (error) {
        reportFault(error, 'read');
        waitMs = FAULT_WAIT_MS;
      }
      await waitForRing(deps.database, { sinceRing, timeoutMs: waitMs, signal: ending.signal });
      waitMs = Math.min(deps.idleWaitMaxMs, waitMs * 2);
    }
  }

  await leases.prepare();
  await lookAtLeases();
  await transition;
  const loops = Promise.all([keepLeases(), read()]);

  return {
    async commit(offsets) {
      if (offsets.length === 0) return;
      const fenced = offsets.map((offset) => {
        const partition = held.get(partitionKey(offset));
        if (partition === undefined)
          throw new StaleAssignmentError(`${partitionKey(offset)} is not assigned to this member of ${options.groupId}`);
        return { ...offset, epoch: partition.epoch };
      });
      await leases.commit(fenced);
    },
    pause(partitions) {
      for (const item of partitions) setPaused(held.get(partitionKey(item)), true);
    },
    resume(partitions) {
      for (const item of partitions) setPaused(held.get(partitionKey(item)), false);
    },
    assignment: () => [...held.values()].map(nameOnly),
    async stop() {
      ending.abort();
      await loops;
      await transition;
      await Promise.all([...held.values()].map(async (partition) => await partition.handing));
      held.clear();
      await leases.leave().catch((error: unknown) => logger.warn({ err: error }, 'left the group without saying so'));
    },
  };
}

function nameOnly({ topic, partition }: TopicPartition): TopicPartition {
  return { topic, partition };
}

function setPaused(partition: ReadPartition | undefined, isPaused: boolean): void {
  if (partition !== undefined) partition.isPaused = isPaused;
}

function requireInRange(groupId: string, partition: ReadPartition, range: PartitionRange): void {
  if (partition.position >= range.firstOffset) return;
  throw new OffsetOutOfRangeError(
    `group ${groupId} stood at offset ${partition.position} of ${partitionKey(partition)}, ` +
      `but retention kept only ${range.firstOffset} and later; rebuild what the group keeps from the log`,
  );
}
