// A service that finds a topic missing at its start says which, instead of failing later. A bus that is away
// is no reason not to start: commands are taken, and what is to be told waits in the log.
import { setTimeout as delay } from 'node:timers/promises';
import { TOPICS } from '@copse/contracts';
import { BusUnreachableError, MissingTopicError, type Bus } from '@copse/messaging';
import type { Logger } from '@copse/observability';

/** Clients try a broker for half a minute; a service that takes commands does not wait for that with listening. */
const PATIENCE_MS = 2_000;

/**
 * Throws a MissingTopicError that names what is missing of the topics given, within two seconds; `onCrash`
 * hears of what a bus that took longer says after all.
 */
export async function requireTopics(
  deps: { readonly bus: Bus; readonly logger: Logger; readonly onCrash?: (error: Error) => void },
  names: readonly string[],
): Promise<void> {
  const { logger, onCrash } = deps;
  let isPatient = true;
  const checking = findMissing(deps, names);
  checking.catch((error: unknown) => {
    if (!isPatient) onCrash?.(error instanceof Error ? error : new Error(String(error)));
  });
  const isChecked = await Promise.race([
    checking.then(() => true),
    delay(PATIENCE_MS, false, { ref: false }),
  ]);
  isPatient = false;
  if (!isChecked) logger.error('the bus has not answered yet; starting without it');
}

async function findMissing(
  { bus, logger }: { readonly bus: Bus; readonly logger: Logger },
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
