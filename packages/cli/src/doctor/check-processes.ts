// The services of a distributed installation that listen on this machine.
import { loadConfig, PORT_VARIABLES } from '@copse/config';
import Type from 'typebox';
import { checkServer } from './check-server.ts';
import { fault, unknown, type Finding } from './finding.ts';

const Ports = Type.Object(PORT_VARIABLES);
const SERVICES = [
  ['membership', 'MEMBERSHIP_PORT'],
  ['activity-capture', 'CAPTURE_PORT'],
  ['value-evaluation', 'VALUE_PORT'],
  ['analytics', 'ANALYTICS_PORT'],
] as const;

/** Asks each service at its port; a port that something else has is a fault, one that nobody has may be elsewhere. */
export async function checkProcesses(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const ports = loadConfig(Ports, { env });
  const checks = SERVICES.map(async ([name, variable]) => {
    const port = ports[variable];
    const what = `service ${name}`;
    if (port === 0) return [unknown(what, `${variable} is 0: where it listens is not known`)];
    return await checkServer(what, `http://127.0.0.1:${port}`, {
      whenAway: unknown(what, `nothing listens on port ${port} of this machine`),
      whenForeign: fault(
        what,
        `port ${port} is in use by something that is no Copse`,
        `stop what listens there, or give another port with ${variable}`,
      ),
    });
  });
  return (await Promise.all(checks)).flat();
}
