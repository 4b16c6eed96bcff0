// What the bus knows of a topic. Partitions never change, so a topic once seen is remembered.
import type postgres from 'postgres';
import { MissingTopicError } from '../bus.ts';

/** A topic as the database has it. */
export interface KnownTopic {
  readonly partitions: number;
  readonly compacted: boolean;
}

/** Looks topics up, once each. */
export interface TopicCatalogue {
  /** Throws MissingTopicError, naming every one that is not there. */
  require(topics: readonly string[]): Promise<ReadonlyMap<string, KnownTopic>>;
}

/** Makes a catalogue over the bus's database; `where` names it in errors. */
export function createTopicCatalogue(sql: postgres.Sql, where: string): TopicCatalogue {
  const known = new Map<string, KnownTopic>();
  return {
    async require(topics) {
      const unknown = topics.filter((topic) => !known.has(topic));
      if (unknown.length > 0) {
        const rows = await sql<{ name: string; partitions: number; compacted: boolean }[]>`
          select name, partitions, compacted from bus_topics
          where name = any(string_to_array(${unknown.join(',')}, ','))`;
        for (const row of rows) known.set(row.name, { partitions: row.partitions, compacted: row.compacted });
        const missing = unknown.filter((topic) => !known.has(topic));
        if (missing.length > 0) throw new MissingTopicError(missing, where);
      }
      return new Map(topics.map((topic) => [topic, known.get(topic) as KnownTopic]));
    },
  };
}
