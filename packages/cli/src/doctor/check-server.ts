// How a server or a service's process is doing, by its own account.
import { fault, ok, type Finding } from './finding.ts';

const HEALTH_TIMEOUT_MS = 8000;

interface Readiness {
  readonly dependencies: readonly {
    service: string;
    name: string;
    status: 'up' | 'down';
    required: boolean;
    detail?: string;
  }[];
}

/** Asks what listens at `url`; `whenAway` is said where nothing does, `whenForeign` where it is no Copse. */
export async function checkServer(
  what: string,
  url: string,
  verdicts: { readonly whenAway: Finding; readonly whenForeign: Finding },
): Promise<Finding[]> {
  const answer = await ask(url);
  if (answer === 'nobody') return [verdicts.whenAway];
  if (answer === 'somebody') return [verdicts.whenForeign];
  const { isReady, dependencies } = answer;
  const down = dependencies.filter((dependency) => dependency.status === 'down');
  const upCount = dependencies.length - down.length;
  return [
    isReady
      ? ok(what, `ready; ${upCount} of ${dependencies.length} dependencies up`)
      : fault(what, 'not ready', 'mend what it depends on, named below'),
    ...down.map(({ service, name, detail }) =>
      detail === undefined
        ? fault(`${service}: ${name}`, 'down', `look into the log of ${service}`)
        : fault(`${service}: ${name}`, detail),
    ),
  ];
}

type Answer = 'nobody' | 'somebody' | (Readiness & { readonly isReady: boolean });

async function ask(url: string): Promise<Answer> {
  const health = new URL('/health/ready', url);
  const response = await fetch(health, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) }).catch(() => null);
  if (response === null) return 'nobody';
  const body = (await response.json().catch(() => null)) as Partial<Readiness> | null;
  return Array.isArray(body?.dependencies)
    ? { isReady: response.ok, dependencies: body.dependencies }
    : 'somebody';
}
