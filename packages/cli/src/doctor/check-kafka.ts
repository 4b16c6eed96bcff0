// The bus of a distributed installation: whether it answers, and whether its topics are there as declared.
import { TOPICS } from '@copse/contracts';
import type { Bus } from '@copse/messaging';
import { openKafka } from '../installation/ensure-topics.ts';
import { checkThat, fault, ok, unknown, type Finding } from './finding.ts';

/** Asks the Kafka the environment names. */
export async function checkKafka(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const bus = openKafka(env);
  try {
    return await checkBus(bus, env['KAFKA_BROKERS'] ?? '');
  } finally {
    await bus.close();
  }
}

/** What the bus at `address` says of itself and of its topics; what it throws is a finding too. */
export async function checkBus(
  bus: Pick<Bus, 'ping' | 'administration'>,
  address: string,
): Promise<Finding[]> {
  const reached = await checkThat('Kafka', async () => {
    await bus.ping();
    return `answers at ${address}`;
  });
  if (reached.status === 'fault') return [reached, unknown('Kafka, topics', 'not asked')];
  return [reached, ...(await checkTopics(bus.administration))];
}

async function checkTopics(administration: Bus['administration']): Promise<Finding[]> {
  const what = 'Kafka, topics';
  try {
    const missing = await administration.missingTopics(TOPICS);
    const mismatches = await administration.mismatchedTopics(TOPICS);
    const faults = mismatches.map((mismatch) => fault(what, mismatch));
    if (missing.length > 0)
      faults.unshift(fault(what, `missing ${missing.join(', ')}`, 'run "copse topics ensure"'));
    return faults.length > 0 ? faults : [ok(what, `all ${TOPICS.length} there as declared`)];
  } catch (error) {
    return [fault(what, error instanceof Error ? error.message : String(error))];
  }
}
