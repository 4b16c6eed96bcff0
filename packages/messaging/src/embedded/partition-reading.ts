// The loop that reads the partitions a member holds and hands their records on. It waits longer the longer
// nothing comes, and is woken by a publisher in the same process.
import { OffsetOutOfRangeError, type IncomingRecord } from '../bus.ts';
import { partitionKey, readRanges, readRecords, type PartitionRange } from './batch-reader.ts';
import { crash, nameOnly, reportFault, type EmbeddedMember, type ReadPartition } from './embedded-member.ts';
import { countRings, waitForRing } from './wake-ups.ts';

const IDLE_WAIT_MIN_MS = 10;
const FAULT_WAIT_MS = 250;

/** Reads until the member ends. */
export async function readPartitions(member: EmbeddedMember): Promise<void> {
  const { database, idleWaitMaxMs } = member.deps;
  const { signal } = member.ending;
  let timeoutMs = IDLE_WAIT_MIN_MS;
  while (!signal.aborted) {
    const sinceRing = countRings(database);
    try {
      if (await readOnce(member)) {
        timeoutMs = IDLE_WAIT_MIN_MS;
        continue;
      }
    } catch (error) {
      reportFault(member, error, 'read');
      timeoutMs = FAULT_WAIT_MS;
    }
    await waitForRing(database, { sinceRing, timeoutMs, signal });
    timeoutMs = Math.min(idleWaitMaxMs, timeoutMs * 2);
  }
}

/** Reads once over all partitions; says whether there was anything. */
async function readOnce(member: EmbeddedMember): Promise<boolean> {
  const { deps, held, options } = member;
  const due = (await readRanges(deps.sql, options.topics)).flatMap((range) => {
    const partition = held.get(partitionKey(range));
    if (partition === undefined || partition.isPaused) return [];
    requireInRange(options.groupId, partition, range);
    return partition.position < range.nextOffset ? [{ partition, range }] : [];
  });
  if (due.length === 0) return false;
  const positions = due.map(({ partition }) => ({ ...nameOnly(partition), offset: partition.position }));
  const found = await readRecords(deps.sql, positions);
  const handings = due.map(async ({ partition, range }) => {
    const records = found.get(partitionKey(partition)) ?? [];
    if (records.length > 0) return await handOn(member, partition, { records, range });
    // All that stood there was compacted away.
    if (deps.topics.get(partition.topic)?.compacted === true) partition.position = range.nextOffset;
  });
  await Promise.all(handings);
  return true;
}

async function handOn(
  member: EmbeddedMember,
  partition: ReadPartition,
  { records, range }: { records: readonly IncomingRecord[]; range: PartitionRange },
): Promise<void> {
  const isCurrent = member.held.get(partitionKey(partition)) === partition;
  const last = records.at(-1);
  if (!isCurrent || partition.isPaused || member.ending.signal.aborted || last === undefined) return;
  const following = last.offset + 1n;
  const highWatermark = range.nextOffset > following ? range.nextOffset : following;
  const handing = member.options.onBatch({ ...nameOnly(partition), records, highWatermark }).then(
    () => {
      partition.position = following;
    },
    (error: unknown) => crash(member, error),
  );
  partition.handing = handing;
  await handing;
}

function requireInRange(groupId: string, partition: ReadPartition, range: PartitionRange): void {
  if (partition.position >= range.firstOffset) return;
  throw new OffsetOutOfRangeError(
    `group ${groupId} stood at offset ${partition.position} of ${partitionKey(partition)}, ` +
      `but retention kept only ${range.firstOffset} and later; rebuild what the group keeps from the log`,
  );
}
