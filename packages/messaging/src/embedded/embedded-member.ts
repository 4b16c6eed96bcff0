// What a group member on the embedded bus knows of itself, shared by the loop that keeps its leases and
// the loop that reads.
import type { Logger } from '@copse/observability';
import type postgres from 'postgres';
import type { SubscriptionOptions, TopicPartition } from '../bus.ts';
import { isWorthWaiting } from './engine-faults.ts';
import type { HeldPartition } from './fair-share.ts';
import type { PartitionLeases } from './partition-leases.ts';
import type { KnownTopic } from './topic-catalogue.ts';

export interface MemberDeps {
  readonly sql: postgres.Sql;
  readonly database: string;
  readonly leases: PartitionLeases;
  readonly topics: ReadonlyMap<string, KnownTopic>;
  readonly heartbeatMs: number;
  readonly idleWaitMaxMs: number;
  readonly logger: Logger;
}

/** A partition this member reads. */
export interface ReadPartition extends HeldPartition {
  /** The offset of the next record to hand on. */
  position: bigint;
  isPaused: boolean;
  /** Settles when no batch of the partition is being handed on. */
  handing: Promise<void>;
}

/** A group member. */
export interface EmbeddedMember {
  readonly deps: MemberDeps;
  readonly options: SubscriptionOptions;
  readonly held: Map<string, ReadPartition>;
  readonly ending: AbortController;
  /** The change of hands under way, if any; one at a time. */
  transition: Promise<void>;
  isInTransition: boolean;
}

/** A member that holds nothing yet. */
export function createMember(deps: MemberDeps, options: SubscriptionOptions): EmbeddedMember {
  return {
    deps,
    options,
    held: new Map(),
    ending: new AbortController(),
    transition: Promise.resolve(),
    isInTransition: false,
  };
}

/** The place of a partition and nothing else of it. */
export function nameOnly({ topic, partition }: TopicPartition): TopicPartition {
  return { topic, partition };
}

/** Ends the subscription and says so, once; its leases are free at once. */
export function crash(member: EmbeddedMember, cause: unknown): void {
  if (member.ending.signal.aborted) return;
  member.ending.abort();
  const error = cause instanceof Error ? cause : new Error(String(cause));
  void member.deps.leases
    .leave()
    .catch(() => undefined)
    .then(() => member.options.onCrash(error));
}

/** Waits out what can be waited out; anything else ends the subscription. */
export function reportFault(member: EmbeddedMember, error: unknown, during: string): void {
  if (!isWorthWaiting(error)) return crash(member, error);
  const { groupId } = member.options;
  member.deps.logger.warn({ err: error, groupId, during }, 'the embedded bus does not answer; trying again');
}
