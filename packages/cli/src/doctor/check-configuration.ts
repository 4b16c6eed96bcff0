// The configuration of a distributed installation, as each service would read it at its start.
import { configSchema as captureSchema } from '@copse/activity-capture';
import { configSchema as analyticsSchema } from '@copse/analytics';
import { ConfigError, loadConfig, type ConfigFault } from '@copse/config';
import { configSchema as membershipSchema } from '@copse/membership';
import { configSchema as valueSchema } from '@copse/value-evaluation';
import type Type from 'typebox';
import { fault, ok, type Finding } from './finding.ts';

const SCHEMAS: readonly Type.TObject[] = [membershipSchema, captureSchema, valueSchema, analyticsSchema];

/** Every fault once, though several services would stumble over it. */
export function checkConfiguration(env: NodeJS.ProcessEnv): Finding[] {
  const faults = new Map(
    SCHEMAS.flatMap((schema) => findFaults(schema, env)).map((found) => [found.variable, found]),
  );
  if (faults.size === 0) return [ok('configuration', 'complete for every service')];
  return [...faults.values()].map(({ variable, problem, example }) =>
    fault(
      `configuration, ${variable}`,
      problem,
      example === undefined ? `correct ${variable}` : `set ${variable}, for example to ${example}`,
    ),
  );
}

function findFaults(schema: Type.TObject, env: NodeJS.ProcessEnv): readonly ConfigFault[] {
  try {
    loadConfig(schema, { env });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}
