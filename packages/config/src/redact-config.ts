// A configuration that can be printed: `copse config print` and a service's first log line.
import type Type from 'typebox';
import { readSecrecy } from './variables.ts';

const REDACTED = '[redacted]';

/** The configuration with its secrets taken out: whole values, or a URL's password. */
export function redactConfig<Schema extends Type.TObject>(
  schema: Schema,
  config: Type.Static<Schema>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config as Record<string, unknown>).map(([name, value]) => {
      const secrecy = readSecrecy(schema.properties[name]);
      if (secrecy === null || typeof value !== 'string') return [name, value];
      return [name, secrecy === 'value' ? REDACTED : redactUrl(value)];
    }),
  );
}

function redactUrl(text: string): string {
  if (!URL.canParse(text)) return REDACTED;
  const url = new URL(text);
  if (url.password !== '') url.password = 'redacted';
  return url.href;
}
