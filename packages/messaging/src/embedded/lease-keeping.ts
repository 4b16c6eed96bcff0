// The loop that keeps a member alive and lets partitions change hands: told of before they are let go,
// told of before they are read.
import { setTimeout as delay } from 'node:timers/promises';
import { partitionKey, readRanges } from './batch-reader.ts';
import { nameOnly, reportFault, type EmbeddedMember } from './embedded-member.ts';
import type { HeldPartition, LeaseChanges } from './fair-share.ts';

/** Looks at the group every heartbeat until the member ends. */
export async function keepLeases(member: EmbeddedMember): Promise<void> {
  const { signal } = member.ending;
  while (!signal.aborted) {
    await delay(member.deps.heartbeatMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await lookAtLeases(member).catch((error: unknown) => reportFault(member, error, 'heartbeat'));
  }
}

/** Renews the membership. A change of hands runs beside it, so that a slow handler never delays a heartbeat. */
export async function lookAtLeases(member: EmbeddedMember): Promise<void> {
  // What was read while partitions changed hands is half old: it serves as a heartbeat and nothing more.
  const isSettled = !member.isInTransition;
  const changes = await member.deps.leases.look([...member.held.values()]);
  if (!isSettled) return;
  member.isInTransition = true;
  member.transition = changeHands(member, changes)
    .catch((error: unknown) => reportFault(member, error, 'leases'))
    .finally(() => {
      member.isInTransition = false;
    });
}

async function changeHands(member: EmbeddedMember, changes: LeaseChanges): Promise<void> {
  const { leases } = member.deps;
  await letGo(member, [...changes.lost, ...changes.surplus]);
  const freed = [...changes.surplus, ...changes.strays];
  if (freed.length > 0) await leases.release(freed);
  if (changes.wanted.size === 0 || member.ending.signal.aborted) return;
  const claimed = await leases.claim(changes.wanted);
  if (claimed.length > 0) await takeOver(member, claimed);
}

async function letGo({ held, options }: EmbeddedMember, partitions: readonly HeldPartition[]): Promise<void> {
  const gone = partitions.flatMap((partition) => held.get(partitionKey(partition)) ?? []);
  for (const partition of gone) held.delete(partitionKey(partition));
  await Promise.all(gone.map(async (partition) => await partition.handing));
  if (gone.length > 0) await options.onRevoked?.(gone.map(nameOnly));
}

async function takeOver(member: EmbeddedMember, claimed: readonly HeldPartition[]): Promise<void> {
  const { deps, held, options } = member;
  const ranges = new Map(
    (await readRanges(deps.sql, options.topics)).map((range) => [partitionKey(range), range]),
  );
  await options.onAssigned?.(claimed.map(nameOnly));
  for (const partition of claimed) {
    const range = ranges.get(partitionKey(partition));
    const beginning = (options.from === 'earliest' ? range?.firstOffset : range?.nextOffset) ?? 0n;
    held.set(partitionKey(partition), {
      ...partition,
      position: partition.committed ?? beginning,
      isPaused: false,
      handing: Promise.resolve(),
    });
  }
}
