// A service that finds a topic missing at its start says which, instead of failing later.
import { TOPICS } from '@copse/contracts';
import { MissingTopicError, type Bus } from '@copse/messaging';

/** Throws a MissingTopicError that names what is missing of the topics given. */
export async function requireTopics(bus: Bus, names: readonly string[]): Promise<void> {
  const declared = TOPICS.filter(({ name }) => names.includes(name));
  const missing = await bus.administration.missingTopics(declared);
  if (missing.length > 0) throw new MissingTopicError(missing, 'the bus');
}
