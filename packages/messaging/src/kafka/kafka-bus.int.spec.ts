// The bus on Kafka under the contract of the port.
import { acquireKafka } from '@copse/testing';
import { describeBusContract } from '../../test/bus-contract.spec.ts';
import { silent } from '../../test/bus-harness.ts';
import { createKafkaBus } from './kafka-bus.ts';

describeBusContract('Kafka', async () => {
  const kafka = await acquireKafka();
  const topicPrefix = kafka.createTopicPrefix();
  return {
    createBus: () =>
      createKafkaBus({ brokers: kafka.brokers, clientId: 'spec', topicPrefix, logger: silent }),
    close: async () => {},
  };
});
