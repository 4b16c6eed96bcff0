import { BusUnreachableError, MissingTopicError, type Bus } from '@copse/messaging';
import { createLogger } from '@copse/observability';
import { eventually } from '@copse/testing';
import { expect, it } from 'vitest';
import { requireTopics } from './require-topics.ts';

const logger = createLogger({ name: 'spec', level: 'silent' });
const NAMES = ['copse.activity'];

/** Asks a bus that answers the question for what is missing as said; `crashes` collects what turns up later. */
function ask(missingTopics: Bus['administration']['missingTopics']) {
  const never = async (): Promise<never> => await Promise.reject(new Error('not asked'));
  const administration = {
    missingTopics,
    mismatchedTopics: never,
    ensureTopics: never,
    groupLag: never,
    findByKey: never,
  };
  const bus: Bus = { administration, publish: never, subscribe: never, ping: never, close: async () => {} };
  const crashes: Error[] = [];
  return { crashes, answer: requireTopics({ bus, logger, onCrash: (error) => crashes.push(error) }, NAMES) };
}

it('a service does not start without its topics, and says which', async () => {
  await expect(ask(async () => NAMES).answer).rejects.toThrow(/missing topic copse\.activity/);
});

it('a service starts where the bus is away', async () => {
  const away = async (): Promise<never> => await Promise.reject(new BusUnreachableError('no broker'));
  await expect(ask(away).answer).resolves.toBeUndefined();
});

it('a service waits two seconds for a bus that does not answer, and ends when it then lacks a topic', async () => {
  const answering = Promise.withResolvers<readonly string[]>();
  const askedAt = performance.now();
  const { answer, crashes } = ask(async () => await answering.promise);
  await answer;
  expect(performance.now() - askedAt).toBeLessThan(4_000);
  expect(crashes).toEqual([]);
  answering.resolve(NAMES);
  await eventually(async () => expect(crashes).toEqual([expect.any(MissingTopicError)]));
});
