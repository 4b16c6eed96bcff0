// The bus on Kafka under the contract of the port.
import { describeBusContract } from '../../test/bus-contract.spec.ts';
import { openKafka } from '../../test/kafka-harness.ts';

describeBusContract('Kafka', openKafka);
