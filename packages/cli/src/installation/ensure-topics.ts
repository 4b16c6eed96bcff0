// Creates the topics of the manifest on Kafka; one with another number of partitions is refused by name.
import { KAFKA_VARIABLES, loadConfig } from '@copse/config';
import { TOPICS } from '@copse/contracts';
import { createKafkaBus, type Bus } from '@copse/messaging';
import { createLogger } from '@copse/observability';
import Type from 'typebox';

const Config = Type.Object(KAFKA_VARIABLES);

/** The names created. */
export async function ensureTopics(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const bus = openKafka(env);
  try {
    return await bus.administration.ensureTopics(TOPICS);
  } finally {
    await bus.close();
  }
}

/** The bus the environment names, for a command: quiet, and closed by whoever opened it. */
export function openKafka(env: NodeJS.ProcessEnv): Bus {
  const config = loadConfig(Config, { env });
  return createKafkaBus({
    brokers: config.KAFKA_BROKERS.split(','),
    clientId: 'copse-cli',
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    logger: createLogger({ name: 'cli', level: 'silent' }),
  });
}
