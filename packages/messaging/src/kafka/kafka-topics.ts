// Topics on Kafka: what exists, and bringing the manifest about. Names carry the installation's prefix on
// the broker and nowhere else.
import type { TopicDeclaration } from '@copse/contracts';
import type { Admin, IResourceConfigEntry } from 'kafkajs';
import { MissingTopicError, RECORD_BYTES_MAX, TopicMismatchError } from '../bus.ts';
import { describeMismatch } from '../topic-mismatch.ts';
import type { KafkaPlace } from './kafka-place.ts';
import { ConfigResourceTypes } from './kafkajs.ts';

/** Room for a record of RECORD_BYTES_MAX and the batch around it. */
const MESSAGE_BYTES_MAX = RECORD_BYTES_MAX + 65_536;

/** A topic as the broker has it. */
export interface KnownTopic {
  readonly partitions: number;
  readonly compacted: boolean;
}

/** Looks up topics that exist, by their names without the prefix. */
export async function readTopics(
  admin: Admin,
  place: KafkaPlace,
  topics: readonly string[],
): Promise<Map<string, KnownTopic>> {
  const names = new Set(await admin.listTopics());
  const existing = topics.filter((topic) => names.has(place.nameOnBroker(topic)));
  if (existing.length === 0) return new Map();
  const metadata = await admin.fetchTopicMetadata({ topics: existing.map(place.nameOnBroker) });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: existing.map((topic) => ({
      type: ConfigResourceTypes.TOPIC,
      name: place.nameOnBroker(topic),
      configNames: ['cleanup.policy'],
    })),
  });
  const policies = new Map(
    resources.map((resource) => [resource.resourceName, resource.configEntries[0]?.configValue ?? '']),
  );
  return new Map(
    metadata.topics.map(({ name, partitions }) => [
      place.nameHere(name),
      { partitions: partitions.length, compacted: policies.get(name)?.includes('compact') === true },
    ]),
  );
}

/** Topics by name; throws MissingTopicError with every one that is not there. */
export async function requireTopics(
  admin: Admin,
  place: KafkaPlace,
  topics: readonly string[],
): Promise<Map<string, KnownTopic>> {
  const found = await readTopics(admin, place, topics);
  const missing = topics.filter((topic) => !found.has(topic));
  if (missing.length > 0)
    throw new MissingTopicError(missing.map(place.nameOnBroker), `Kafka ${place.where}`);
  return found;
}

/** Creates what is missing and sets retention; returns the names created. */
export async function ensureKafkaTopics(
  admin: Admin,
  place: KafkaPlace,
  topics: readonly TopicDeclaration[],
): Promise<string[]> {
  const existing = await readTopics(
    admin,
    place,
    topics.map((topic) => topic.name),
  );
  const [mismatch] = describeMismatches(topics, existing, place);
  if (mismatch !== undefined) throw new TopicMismatchError(mismatch);
  const missing = topics.filter((topic) => !existing.has(topic.name));
  if (missing.length > 0)
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({
        topic: place.nameOnBroker(topic.name),
        numPartitions: topic.partitions,
        configEntries: configOf(topic),
      })),
    });
  const present = topics.filter((topic) => existing.has(topic.name));
  if (present.length > 0)
    await admin.alterConfigs({
      validateOnly: false,
      resources: present.map((topic) => ({
        type: ConfigResourceTypes.TOPIC,
        name: place.nameOnBroker(topic.name),
        configEntries: configOf(topic),
      })),
    });
  return missing.map((topic) => topic.name);
}

/** A sentence for each topic that is there otherwise than declared. */
export function describeMismatches(
  topics: readonly TopicDeclaration[],
  existing: ReadonlyMap<string, KnownTopic>,
  place: KafkaPlace,
): string[] {
  return topics.flatMap((topic) => {
    const where = `${place.nameOnBroker(topic.name)} at Kafka ${place.where}`;
    return describeMismatch(where, topic, existing.get(topic.name)) ?? [];
  });
}

function configOf(topic: TopicDeclaration): IResourceConfigEntry[] {
  return [
    { name: 'cleanup.policy', value: topic.compacted ? 'compact' : 'delete' },
    { name: 'retention.ms', value: String(topic.retentionMs ?? -1) },
    { name: 'retention.bytes', value: String(topic.retentionBytes ?? -1) },
    { name: 'max.message.bytes', value: String(MESSAGE_BYTES_MAX) },
  ];
}
