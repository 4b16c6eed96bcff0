// Boots each engine once per run and hands its address to the specs through the environment.
import { ENGINE_VARIABLES, resolveEngine, type EngineName, type TestEngine } from './engines.ts';

/** Vitest's global setup for projects that need engines. COPSE_TEST_ENGINES narrows which (comma-separated). */
export default async function setup(): Promise<() => Promise<void>> {
  const names = Object.keys(ENGINE_VARIABLES) as EngineName[];
  const wanted = process.env['COPSE_TEST_ENGINES']?.split(',') ?? names;
  const started: TestEngine[] = [];
  for (const name of names.filter((candidate) => wanted.includes(candidate))) {
    const engine = await resolveEngine(name);
    process.env[ENGINE_VARIABLES[name]] = engine.address;
    started.push(engine);
    console.log(`engine ${name}: ${engine.origin}`);
  }
  return async () => {
    for (const engine of started.reverse()) await engine.stop();
  };
}
