// Topics, lag and tracing on the embedded bus.
import type { TopicDeclaration } from '@copse/contracts';
import type postgres from 'postgres';
import {
  TopicMismatchError,
  type BusAdministration,
  type IncomingRecord,
  type TopicPartition,
} from '../bus.ts';
import { partitionOf } from '../partitioner.ts';
import { describeMismatch } from '../topic-mismatch.ts';
import { decodeRecords } from './record-codec.ts';
import type { TopicCatalogue } from './topic-catalogue.ts';

/** Makes the administration of an embedded bus; `where` names the database in errors. */
export function createEmbeddedAdministration(deps: {
  sql: postgres.Sql;
  catalogue: TopicCatalogue;
  where: string;
}): BusAdministration {
  const { sql, where } = deps;
  return {
    async ensureTopics(topics) {
      const existing = await readTopics(sql, topics);
      const [mismatch] = describeMismatches(topics, existing, where);
      if (mismatch !== undefined) throw new TopicMismatchError(mismatch);
      const created: string[] = [];
      for (const topic of topics) if (await createTopic(sql, topic)) created.push(topic.name);
      return created;
    },

    async missingTopics(topics) {
      const existing = await readTopics(sql, topics);
      return topics.map((topic) => topic.name).filter((name) => !existing.has(name));
    },

    async mismatchedTopics(topics) {
      return describeMismatches(topics, await readTopics(sql, topics), where);
    },

    async groupLag(groupId, topics) {
      await deps.catalogue.require(topics);
      const rows = await sql<
        { topic: string; partition: number; committed: string | null; ending: string }[]
      >`
        select part.topic, part.partition, lease.committed_offset::text as committed, part.next_offset::text as ending
        from bus_partitions part left join bus_leases lease
          on lease.group_id = ${groupId} and lease.topic = part.topic and lease.partition = part.partition
        where part.topic = any(string_to_array(${topics.join(',')}, ',')) order by part.topic, part.partition`;
      return rows.map(({ topic, partition, committed, ending }) => ({
        topic,
        partition,
        committed: committed === null ? null : BigInt(committed),
        end: BigInt(ending),
      }));
    },

    async findByKey(topic, key, limit) {
      const known = (await deps.catalogue.require([topic])).get(topic);
      return await findNewest(sql, {
        topic,
        key: Buffer.from(key, 'utf8'),
        limit,
        partitions: known?.partitions ?? 1,
      });
    },
  };
}

async function readTopics(
  sql: postgres.Sql,
  topics: readonly TopicDeclaration[],
): Promise<Map<string, { partitions: number; compacted: boolean }>> {
  const rows = await sql<{ name: string; partitions: number; compacted: boolean }[]>`
    select name, partitions, compacted from bus_topics
    where name = any(string_to_array(${topics.map((topic) => topic.name).join(',')}, ','))`;
  return new Map(rows.map((row) => [row.name, row]));
}

function describeMismatches(
  topics: readonly TopicDeclaration[],
  existing: ReadonlyMap<string, { partitions: number; compacted: boolean }>,
  where: string,
): string[] {
  return topics.flatMap(
    (topic) => describeMismatch(`${topic.name} at ${where}`, topic, existing.get(topic.name)) ?? [],
  );
}

/** Creates a topic, or brings its retention up to the declaration; says whether it was created. */
async function createTopic(sql: postgres.Sql, topic: TopicDeclaration): Promise<boolean> {
  return await sql.begin(async (transaction) => {
    const created = await transaction`
      insert into bus_topics (name, partitions, compacted, retention_ms, retention_bytes)
      values (${topic.name}, ${topic.partitions}, ${topic.compacted}, ${topic.retentionMs}, ${topic.retentionBytes})
      on conflict (name) do update
        set retention_ms = excluded.retention_ms, retention_bytes = excluded.retention_bytes
      returning (xmax = 0) as is_new`;
    await transaction`insert into bus_partitions (topic, partition)
      select ${topic.name}, generate_series(0, ${topic.partitions}::integer - 1) on conflict do nothing`;
    return created[0]?.['is_new'] === true;
  });
}

async function findNewest(
  sql: postgres.Sql,
  wanted: { topic: string; key: Buffer; limit: number; partitions: number },
): Promise<(TopicPartition & IncomingRecord)[]> {
  const { topic, key, limit } = wanted;
  const partition = partitionOf(key, wanted.partitions);
  const found: (TopicPartition & IncomingRecord)[] = [];
  // Newest first, a few batches at a time.
  const batches = sql<{ first: string; at: number; records: Buffer }[]>`
    select first_offset::text as first, extract(epoch from written_at)::float8 * 1000 as at, records
    from bus_batches where topic = ${topic} and partition = ${partition}
    order by last_offset desc`.cursor(16);
  for await (const rows of batches) {
    for (const row of rows) {
      const records = decodeRecords(row.records, BigInt(row.first), Math.floor(row.at)).reverse();
      for (const record of records)
        if (found.length < limit && record.key !== null && key.equals(record.key))
          found.push({ topic, partition, ...record });
    }
    if (found.length >= limit) break;
  }
  return found.reverse();
}
