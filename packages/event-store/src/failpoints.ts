// Named places where a test lets the process die, freeze or fail. They come from the environment variable
// COPSE_FAILPOINTS ("relay.acked=kill@3,relay.batch-read=fail") and are refused in production.

/** Every failpoint of this package. */
export const FAILPOINTS = [
  'append.before-begin',
  'append.inserted',
  'append.before-commit',
  'append.committed',
  'relay.lease-taken',
  'relay.batch-read',
  'relay.producing',
  'relay.acked',
  'relay.cursor-moved',
] as const;
export type FailpointName = (typeof FAILPOINTS)[number];

/** Called at each place; resolves at once unless a test armed it. */
export type Failpoint = (name: FailpointName) => void;

/** A failpoint that was told to fail. */
export class FailpointError extends Error {
  override readonly name = 'FailpointError';
}

interface Armed {
  readonly action: string;
  readonly atHit: number;
  hits: number;
}

const ACTIONS: Readonly<Record<string, (name: string) => void>> = {
  kill: () => void process.kill(process.pid, 'SIGKILL'),
  freeze: () => void process.kill(process.pid, 'SIGSTOP'),
  fail: (name) => {
    throw new FailpointError(`failpoint ${name} was told to fail`);
  },
};

/**
 * Reads COPSE_FAILPOINTS: `name=action` or `name=action@n` for the n-th hit only, separated by commas; actions are
 * kill, freeze and fail. Throws in production, and for names and actions there are not.
 */
export function loadFailpoints(environment: NodeJS.ProcessEnv = process.env): Failpoint {
  const text = environment['COPSE_FAILPOINTS'];
  if (text === undefined || text === '') return () => {};
  if (environment['NODE_ENV'] === 'production')
    throw new FailpointError('COPSE_FAILPOINTS is set in production: unset it, it exists to break things');
  const armed = new Map(text.split(',').map(parseFailpoint));
  return (name) => {
    const point = armed.get(name);
    if (point === undefined) return;
    point.hits += 1;
    if (point.atHit === 0 || point.hits === point.atHit) ACTIONS[point.action]?.(name);
  };
}

function parseFailpoint(text: string): [string, Armed] {
  const [, name = '', action = '', atHit = '0'] = /^([a-z.-]+)=([a-z]+)(?:@(\d+))?$/.exec(text.trim()) ?? [];
  const known = FAILPOINTS.some((failpoint) => failpoint === name) && Object.hasOwn(ACTIONS, action);
  if (!known)
    throw new FailpointError(
      `COPSE_FAILPOINTS has "${text}": say <${FAILPOINTS.join('|')}>=<${Object.keys(ACTIONS).join('|')}>[@n]`,
    );
  return [name, { action, atHit: Number(atHit), hits: 0 }];
}
