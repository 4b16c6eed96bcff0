// The consumer of events on both buses.
import { openEmbedded } from '../../test/embedded-harness.ts';
import { describeConsumerStop } from '../../test/consumer-stop-contract.spec.ts';
import { describeConsumerContract } from '../../test/event-consumer-contract.spec.ts';
import { openKafka } from '../../test/kafka-harness.ts';

describeConsumerContract('PostgreSQL tables', openEmbedded);
describeConsumerContract('Kafka', openKafka);
describeConsumerStop('PostgreSQL tables', openEmbedded);
describeConsumerStop('Kafka', openKafka);
