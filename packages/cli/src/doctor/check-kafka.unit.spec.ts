import { TOPICS } from '@copse/contracts';
import type { Bus, BusAdministration } from '@copse/messaging';
import { describe, expect, it } from 'vitest';
import { checkBus } from './check-kafka.ts';

/** A Kafka that answers and says this of its topics. */
function createBus(
  topics: Partial<Pick<BusAdministration, 'missingTopics' | 'mismatchedTopics'>>,
): Pick<Bus, 'ping' | 'administration'> {
  const none = async (): Promise<readonly string[]> => await Promise.resolve([]);
  const unasked = async (): Promise<never> => await Promise.reject(new Error('a doctor asks no such thing'));
  return {
    ping: async () => {},
    administration: {
      missingTopics: none,
      mismatchedTopics: none,
      ensureTopics: unasked,
      groupLag: unasked,
      findByKey: unasked,
      ...topics,
    },
  };
}

const answers = { what: 'Kafka', status: 'ok', detail: 'answers at here:9092' };
const what = 'Kafka, topics';

describe('the doctor of the bus', () => {
  it('finds nothing where every topic is there as declared', async () => {
    const detail = `all ${TOPICS.length} there as declared`;
    expect(await checkBus(createBus({}), 'here:9092')).toEqual([answers, { what, status: 'ok', detail }]);
  });

  it('lists what is missing, and each topic that is there otherwise', async () => {
    const bus = createBus({
      missingTopics: async () => await Promise.resolve(['copse.a', 'copse.b']),
      mismatchedTopics: async () => await Promise.resolve(['topic c has 2', 'topic d has 3']),
    });
    expect(await checkBus(bus, 'here:9092')).toEqual([
      answers,
      { what, status: 'fault', detail: 'missing copse.a, copse.b', remedy: 'run "copse topics ensure"' },
      { what, status: 'fault', detail: 'topic c has 2' },
      { what, status: 'fault', detail: 'topic d has 3' },
    ]);
  });

  it('lists as a fault that the topics could not be asked for', async () => {
    const missingTopics = async (): Promise<never> => await Promise.reject(new Error('not authorised'));
    expect(await checkBus(createBus({ missingTopics }), 'here:9092')).toEqual([
      answers,
      { what, status: 'fault', detail: 'not authorised' },
    ]);
  });
});
