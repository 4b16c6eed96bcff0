// Configuration comes from the environment, is checked once at the start, and is typed from there on.
import type { ErrorObject } from 'ajv';
import { envSchema } from 'env-schema';
import type Type from 'typebox';
import { ConfigError, type ConfigFault } from './config-error.ts';
import { carriesDefaultPassword, isDefaultSecret } from './default-secrets.ts';
import { resolveVariables } from './secret-files.ts';
import { SECRECY, readSecrecy } from './variables.ts';

/** Where values come from. */
export interface LoadOptions {
  /** The process' environment unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Put before each of the schema's names, such as `COPSE_`. */
  readonly prefix?: string;
}

/**
 * Reads the schema's variables, each from `NAME` or from the file `NAME_FILE` names; numbers and booleans are
 * read from text, defaults filled in. Throws one ConfigError that lists every fault.
 */
export function loadConfig<Schema extends Type.TObject>(
  schema: Schema,
  options: LoadOptions = {},
): Type.Static<Schema> {
  const prefix = options.prefix ?? '';
  const names = Object.keys(schema.properties);
  const { values, faults } = resolveVariables(
    names.map((name) => prefix + name),
    options.env ?? process.env,
  );
  const explained = new Set(faults.map((fault) => fault.variable.replace(/_FILE$/, '')));
  const data = Object.fromEntries(
    names.flatMap((name) => {
      const value = values[prefix + name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const checked = validate(schema, data);
  const schemaFaults = checked.faults.map((fault) => ({ ...fault, variable: prefix + fault.variable }));
  const all = [
    ...faults,
    ...schemaFaults.filter((fault) => !explained.has(fault.variable)),
    ...findDefaultSecrets(schema, data, prefix),
    ...(schemaFaults.length === 0 ? findUnreadableUrls(schema, data, prefix) : []),
  ];
  if (all.length > 0) throw new ConfigError(all);
  return checked.config as Type.Static<Schema>;
}

function validate(
  schema: Type.TObject,
  data: Record<string, string>,
): { config: unknown; faults: ConfigFault[] } {
  try {
    const config = envSchema({
      schema: { ...schema },
      data,
      env: false,
      ajv: { customOptions: (ajv) => ajv.addKeyword(SECRECY) },
    });
    return { config, faults: [] };
  } catch (error) {
    if (!hasErrors(error)) throw error;
    return { config: undefined, faults: describeErrors(error.errors, schema, data) };
  }
}

function hasErrors(error: unknown): error is Error & { errors: ErrorObject[] } {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

/** One fault a variable: the first error says enough. */
function describeErrors(
  errors: ErrorObject[],
  schema: Type.TObject,
  data: Record<string, string>,
): ConfigFault[] {
  const faults = new Map<string, ConfigFault>();
  for (const error of errors) {
    const params: Readonly<Record<string, unknown>> = error.params;
    const missing = error.keyword === 'required';
    const variable = missing ? String(params['missingProperty']) : (error.instancePath.split('/')[1] ?? '');
    if (faults.has(variable)) continue;
    const property = schema.properties[variable] as Readonly<Record<string, unknown>> | undefined;
    const meaning = typeof property?.['description'] === 'string' ? `: ${property['description']}` : '';
    const problem = missing
      ? `is missing${meaning}`
      : `${describeViolation(error, property, data[variable])}${meaning}`;
    const [example] = Array.isArray(property?.['examples']) ? (property['examples'] as unknown[]) : [];
    faults.set(variable, {
      variable,
      problem,
      ...(typeof example === 'string' ? { example } : {}),
    });
  }
  return [...faults.values()];
}

function describeViolation(
  error: ErrorObject,
  property: object | undefined,
  value: string | undefined,
): string {
  const shown = readSecrecy(property) === null ? ` (is "${value ?? ''}")` : '';
  const params: Readonly<Record<string, unknown>> = error.params;
  if (Array.isArray(params['allowedValues']))
    return `must be one of ${params['allowedValues'].join(', ')}${shown}`;
  if (error.keyword === 'pattern') return `has the wrong form${shown}`;
  return `${error.message ?? 'is wrong'}${shown}`;
}

function findDefaultSecrets(
  schema: Type.TObject,
  data: Record<string, string>,
  prefix: string,
): ConfigFault[] {
  const remedy = 'choose a random one, such as "openssl rand -hex 32" prints';
  return Object.entries(data).flatMap(([name, value]) => {
    const secrecy = readSecrecy(schema.properties[name]);
    if (secrecy === 'value' && isDefaultSecret(value))
      return [{ variable: prefix + name, problem: `is a secret everybody knows; ${remedy}` }];
    if (secrecy === 'url-password' && carriesDefaultPassword(value))
      return [
        { variable: prefix + name, problem: `carries a password everybody knows to another host; ${remedy}` },
      ];
    return [];
  });
}

/** What has the form of a URL and is none: mostly a password with characters of its own meaning there. */
function findUnreadableUrls(
  schema: Type.TObject,
  data: Record<string, string>,
  prefix: string,
): ConfigFault[] {
  const problem = 'is no URL; percent-encode what its password holds of "/", "@", ":", "#", "?" and "%"';
  return Object.entries(data).flatMap(([name, value]) => {
    const isUnreadable = readSecrecy(schema.properties[name]) === 'url-password' && !isReadable(value);
    return isUnreadable ? [{ variable: prefix + name, problem }] : [];
  });
}

function isReadable(text: string): boolean {
  try {
    const { username, password, pathname } = new URL(text);
    [username, password, pathname].forEach(decodeURIComponent);
    return true;
  } catch {
    return false;
  }
}
