// A service that finds a topic missing at its start says which, instead of failing later. A bus that is away
// is no reason not to start: commands are taken, and what is to be told waits in the log.
import { TOPICS } from '@copse/contracts';
import { BusUnreachableError, MissingTopicError, type Bus } from '@copse/messaging';
import type { Logger } from '@copse/observability';

/** Throws a MissingTopicError that names what is missing of the topics given. */
export async function requireTopics(
  { bus, logger }: { bus: Bus; logger: Logger },
  names: readonly string[],
): Promise<void> {
  const declared = TOPICS.filter(({ name }) => names.includes(name));
  try {
    const missing = await bus.administration.missingTopics(declared);
    if (missing.length > 0) throw new MissingTopicError(missing, 'the bus');
  } catch (error) {
    if (!(error instanceof BusUnreachableError)) throw error;
    logger.error({ err: error }, 'the bus is away; starting without it');
  }
}
