// The embedded bus under the contract of the port.
import { describeBusContract } from '../../test/bus-contract.spec.ts';
import { openEmbedded } from '../../test/embedded-harness.ts';

describeBusContract('PostgreSQL tables', openEmbedded);
