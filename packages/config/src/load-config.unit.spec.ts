import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, redactConfig } from './load-config.ts';

const schema = Type.Object({
  PORT: Type.Integer({ minimum: 1, maximum: 65_535, default: 4000 }),
  DATABASE_URL: Type.String({ pattern: '^postgres://', examples: ['postgres://user:password@host:5432/name'] }),
  MASTER_KEY: Type.String({ minLength: 6, secret: true }),
  VERBOSE: Type.Optional(Type.Boolean()),
});

function faultsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('configuration', () => {
  it('converts numbers and booleans, fills defaults, and ignores the rest of the environment', () => {
    const env = { DATABASE_URL: 'postgres://h/d', MASTER_KEY: 'abcdef', VERBOSE: 'true', HOME: '/nowhere' };
    expect(loadConfig(schema, env)).toEqual({
      PORT: 4000,
      DATABASE_URL: 'postgres://h/d',
      MASTER_KEY: 'abcdef',
      VERBOSE: true,
    });
  });

  it('lists every fault at once, each with its variable', () => {
    const faults = faultsOf({ PORT: 'ninety', MASTER_KEY: 'password' });
    expect(faults).toHaveLength(3);
    expect(faults.join('\n')).toMatch(/PORT .*\n?[^]*DATABASE_URL is missing, for example postgres:/);
    expect(faults.join('\n')).toContain('MASTER_KEY is a well-known default');
  });

  it('takes a secret from a file, and names a file it cannot read', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'copse-config-')), 'key');
    writeFileSync(file, 'from-a-file\n');
    const env = { DATABASE_URL: 'postgres://h/d' };
    expect(loadConfig(schema, { ...env, MASTER_KEY_FILE: file }).MASTER_KEY).toBe('from-a-file');
    expect(faultsOf({ ...env, MASTER_KEY_FILE: `${file}.gone` })).toEqual([
      `MASTER_KEY_FILE names ${file}.gone, which cannot be read`,
    ]);
    expect(faultsOf({ ...env, MASTER_KEY: 'abcdef', MASTER_KEY_FILE: file })[0]).toContain('keep one');
  });

  it('redacts secrets and the passwords in addresses', () => {
    const config = { DATABASE_URL: 'postgres://u:canary@h/d', MASTER_KEY: 'canary', PORT: 1 };
    const printed = JSON.stringify(redactConfig(schema, config));
    expect(printed).not.toContain('canary');
    expect(printed).toContain('postgres://u:[redacted]@h/d');
  });
});
