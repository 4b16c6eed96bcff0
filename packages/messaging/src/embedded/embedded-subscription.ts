// A group member: one loop keeps its leases, another reads the partitions it holds and hands their
// records on. An engine that is away is waited for; only a fault nobody can wait out ends it.
import {
  StaleAssignmentError,
  type Subscription,
  type SubscriptionOptions,
  type TopicPartition,
} from '../bus.ts';
import { partitionKey } from './batch-reader.ts';
import { createMember, nameOnly, type EmbeddedMember, type MemberDeps } from './embedded-member.ts';
import { keepLeases, lookAtLeases } from './lease-keeping.ts';
import { readPartitions } from './partition-reading.ts';

/** Joins the group and starts reading. Resolves once the first look at the leases is done. */
export async function startEmbeddedSubscription(
  deps: MemberDeps,
  options: SubscriptionOptions,
): Promise<Subscription> {
  const member = createMember(deps, options);
  await deps.leases.prepare();
  await lookAtLeases(member);
  await member.transition;
  const loops = Promise.all([keepLeases(member), readPartitions(member)]);
  return {
    commit: async (offsets) => {
      if (offsets.length > 0) await commit(member, offsets);
    },
    pause: (partitions) => setPaused(member, partitions, true),
    resume: (partitions) => setPaused(member, partitions, false),
    assignment: () => [...member.held.values()].map(nameOnly),
    async stop() {
      member.ending.abort();
      await loops;
      await member.transition;
      await Promise.all([...member.held.values()].map(async (partition) => await partition.handing));
      member.held.clear();
      await deps.leases.leave().catch((error: unknown) => {
        deps.logger.warn({ err: error, groupId: options.groupId }, 'left the group without saying so');
      });
    },
  };
}

/** Commits what is still held, then refuses the rest: the rest is read again elsewhere anyway. */
async function commit(
  { deps, held, options }: EmbeddedMember,
  offsets: Parameters<Subscription['commit']>[0],
): Promise<void> {
  const fenced = offsets.flatMap((offset) => {
    const epoch = held.get(partitionKey(offset))?.epoch;
    return epoch === undefined ? [] : [{ ...offset, epoch }];
  });
  if (fenced.length > 0) await deps.leases.commit(fenced);
  const stale = offsets.find((offset) => !held.has(partitionKey(offset)));
  if (stale !== undefined)
    throw new StaleAssignmentError(
      `${partitionKey(stale)} is not assigned to this member of ${options.groupId}`,
    );
}

function setPaused({ held }: EmbeddedMember, partitions: readonly TopicPartition[], isPaused: boolean): void {
  for (const item of partitions) {
    const partition = held.get(partitionKey(item));
    if (partition !== undefined) partition.isPaused = isPaused;
  }
}
