// The address of an engine that the run must have started.
import { ENGINE_VARIABLES, type EngineName } from './engines.ts';

/** The engine's address; throws, naming the variable, where the run has none. A spec never skips over it. */
export function requireAddress(name: EngineName): string {
  const address = process.env[ENGINE_VARIABLES[name]];
  if (address === undefined || address === '')
    throw new Error(
      `this spec needs ${name}: run it in a vitest project with engines, or set ${ENGINE_VARIABLES[name]}`,
    );
  return address;
}
