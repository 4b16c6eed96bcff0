// Configuration from the environment. Every fault is listed at once, each with the variable's name.
// A secret may come from a file: X_FILE names the file that holds X.
import { readFileSync } from 'node:fs';
import Type from 'typebox';
import Value from 'typebox/value';

/** The environment does not hold what the program needs; the message lists every fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`configuration has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${faults.map((f) => `  - ${f}`).join('\n')}`);
    this.faults = faults;
  }
}

/** Values that stand in examples and must never protect anything. */
const DEFAULT_SECRETS = new Set(['changeme', 'change-me', 'secret', 'password', 'default', 'admin']);

/**
 * Reads the variables a schema names. Properties are variable names; numbers and booleans are converted,
 * defaults filled in, everything else in the environment is ignored. A property with `secret: true` refuses
 * well-known defaults. Throws ConfigError with all faults.
 */
export function loadConfig<Schema extends Type.TObject>(
  schema: Schema,
  env: NodeJS.ProcessEnv = process.env,
): Type.Static<Schema> {
  const faults: string[] = [];
  const collected: Record<string, unknown> = {};
  for (const name of Object.keys(schema.properties)) {
    const text = readVariable(name, env, faults);
    if (text !== undefined) collected[name] = text;
  }
  const converted = Value.Convert(schema, Value.Default(schema, collected));
  for (const [name, property] of Object.entries(schema.properties))
    collectFaults(name, property, converted, schema, faults);
  if (faults.length > 0) throw new ConfigError(faults);
  return converted as Type.Static<Schema>;
}

/** The same configuration with every secret replaced, for printing. */
export function redactConfig(schema: Type.TObject, config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => {
      const property = schema.properties[name];
      if (property !== undefined && isSecret(property)) return [name, '[redacted]'];
      return [name, typeof value === 'string' ? value.replace(/(\/\/[^:/@]*):[^@]*@/, '$1:[redacted]@') : value];
    }),
  );
}

function readVariable(name: string, env: NodeJS.ProcessEnv, faults: string[]): string | undefined {
  const file = env[`${name}_FILE`];
  if (file === undefined || file === '') return env[name] === '' ? undefined : env[name];
  if (env[name] !== undefined && env[name] !== '') faults.push(`${name} and ${name}_FILE are both set: keep one`);
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch {
    faults.push(`${name}_FILE names ${file}, which cannot be read`);
    return undefined;
  }
}

function collectFaults(
  name: string,
  property: Type.TSchema,
  config: unknown,
  schema: Type.TObject,
  faults: string[],
): void {
  const value = (config as Record<string, unknown>)[name];
  const required = (schema.required ?? []).includes(name);
  const example = 'examples' in property && Array.isArray(property.examples) ? `, for example ${String(property.examples[0])}` : '';
  if (value === undefined) {
    if (required && !faults.some((fault) => fault.startsWith(`${name}_FILE`)))
      faults.push(`${name} is missing${example}${isSecret(property) ? ` (or ${name}_FILE)` : ''}`);
    return;
  }
  if (!Value.Check(property, value)) {
    const [error] = Value.Errors(property, value);
    faults.push(`${name} ${error?.message ?? 'is not valid'}${example}`);
  } else if (isSecret(property) && DEFAULT_SECRETS.has(String(value).toLowerCase()))
    faults.push(`${name} is a well-known default: choose a secret of your own`);
}

function isSecret(property: Type.TSchema): boolean {
  return 'secret' in property && property.secret === true;
}
