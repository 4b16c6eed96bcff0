import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { loadConfig } from './load-config.ts';
import { redactConfig } from './redact-config.ts';
import { KeyBytesVariable, PortVariable, SecretVariable, UrlVariable, decodeKeyBytes } from './variables.ts';

const KEY = '8f1d0c3b5a79e2466c1fb0d7e8a9934411d2c3b4a5968778695a4b3c2d1e0f9a';
const schema = Type.Object({
  PORT: PortVariable({ description: 'where HTTP listens', default: 4000 }),
  DATABASE_URL: UrlVariable({
    description: 'the service’s database',
    protocols: ['postgres', 'postgresql'],
    example: 'postgres://copse_capture:PASSWORD@db:5432/capture',
  }),
  MASTER_KEY: KeyBytesVariable({ description: 'wraps the keys of personal data' }),
  LOG_LEVEL: Type.Enum(['debug', 'info', 'warn'], { default: 'info', description: 'what is logged' }),
  DOCS: Type.Boolean({ default: true }),
});
const good = { DATABASE_URL: 'postgres://copse:s3cr3t-W0rd@db:5432/capture', MASTER_KEY: KEY };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'copse-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The faults of an environment, as `VARIABLE problem`. */
function faultsOf(env: Record<string, string>): string[] {
  try {
    loadConfig(schema, { env });
  } catch (error) {
    if (error instanceof ConfigError)
      return error.faults.map(({ variable, problem }) => `${variable} ${problem}`);
    throw error;
  }
  return [];
}

describe('loading', () => {
  it('reads numbers and booleans from text and fills in defaults', () => {
    expect(loadConfig(schema, { env: { ...good, PORT: '0', DOCS: 'false', UNRELATED: 'x' } })).toEqual({
      ...good,
      PORT: 0,
      LOG_LEVEL: 'info',
      DOCS: false,
    });
  });

  it('reads names under a prefix', () => {
    const env = { COPSE_DATABASE_URL: good.DATABASE_URL, COPSE_MASTER_KEY: KEY, PORT: 'not ours' };
    expect(loadConfig(schema, { env, prefix: 'COPSE_' }).PORT).toBe(4000);
  });

  it('takes a secret from its file, without the line’s end', () => {
    const file = join(folder, 'master-key');
    writeFileSync(file, `${KEY}\n`);
    const env = { DATABASE_URL: good.DATABASE_URL, MASTER_KEY_FILE: file };
    expect(loadConfig(schema, { env }).MASTER_KEY).toBe(KEY);
  });

  it('counts an empty variable as absent', () => {
    expect(faultsOf({ ...good, DATABASE_URL: '' })).toEqual([
      'DATABASE_URL is missing: the service’s database',
    ]);
  });
});

describe('faults', () => {
  it('are listed all at once, each with its variable, what is wrong and an example', () => {
    const env = { PORT: '70000', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://db' };
    let message = '';
    try {
      loadConfig(schema, { env });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('4 faults');
    expect(message).toContain('PORT must be <= 65535 (is "70000"): where HTTP listens (example: 4000)');
    expect(message).toContain('LOG_LEVEL must be one of debug, info, warn (is "loud")');
    expect(message).toContain('DATABASE_URL has the wrong form');
    expect(message).toContain('MASTER_KEY is missing: wraps the keys of personal data');
  });

  it('never show a secret', () => {
    expect(faultsOf({ ...good, MASTER_KEY: 'too-short-canary' }).join('\n')).not.toContain('canary');
  });

  it('name a file that is not there once, and not as missing as well', () => {
    const faults = faultsOf({ DATABASE_URL: good.DATABASE_URL, MASTER_KEY_FILE: join(folder, 'absent') });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^MASTER_KEY_FILE names .*absent, which does not exist; mount the secret/);
  });

  it('name an empty file', () => {
    const file = join(folder, 'empty');
    writeFileSync(file, '');
    expect(faultsOf({ DATABASE_URL: good.DATABASE_URL, MASTER_KEY_FILE: file })[0]).toContain(
      'which is empty',
    );
  });

  it('name a URL whose password was not encoded, without showing it', () => {
    expect(faultsOf({ ...good, DATABASE_URL: 'postgres://copse:can/ary@db:5432/capture' })).toEqual([
      'DATABASE_URL is no URL; percent-encode what its password holds of "/", "@", ":", "#", "?" and "%"',
    ]);
  });

  it('name a secret that is set twice', () => {
    expect(faultsOf({ ...good, MASTER_KEY_FILE: '/x' })).toEqual([
      'MASTER_KEY is set twice, also as MASTER_KEY_FILE; keep one of the two',
    ]);
  });
});

describe('a secret everybody knows is refused', () => {
  const secrets = Type.Object({
    SECRET: SecretVariable({ description: 'a secret', minLength: 4, example: '…' }),
  });
  for (const secret of [
    'changeme',
    'ChangeMe123',
    'password',
    'secretsecret',
    'aaaaaaaaaaaaaaaa',
    '0'.repeat(64),
  ])
    it(`such as ${secret}`, () => {
      expect(() => loadConfig(secrets, { env: { SECRET: secret } })).toThrow(/a secret everybody knows/);
    });

  it('in a URL to another host', () => {
    expect(faultsOf({ ...good, DATABASE_URL: 'postgres://copse:postgres@db/x' })[0]).toContain(
      'everybody knows',
    );
  });

  it('but not in a URL to this host, where development databases live', () => {
    expect(faultsOf({ ...good, DATABASE_URL: 'postgres://copse:postgres@127.0.0.1/x' })).toEqual([]);
  });

  it('a random one is taken', () => {
    expect(loadConfig(secrets, { env: { SECRET: KEY } }).SECRET).toBe(KEY);
  });
});

describe('a printed configuration', () => {
  it('shows no secret and no password', () => {
    const printed = redactConfig(schema, loadConfig(schema, { env: good }));
    expect(printed['MASTER_KEY']).toBe('[redacted]');
    expect(printed['DATABASE_URL']).toBe('postgres://copse:redacted@db:5432/capture');
    expect(printed['PORT']).toBe(4000);
  });
});

describe('key bytes', () => {
  it('are read from hex and from base64 alike', () => {
    const bytes = Buffer.from(KEY, 'hex');
    expect(decodeKeyBytes(KEY)).toEqual(bytes);
    expect(decodeKeyBytes(bytes.toString('base64'))).toEqual(bytes);
    expect(decodeKeyBytes(bytes.toString('base64url'))).toEqual(bytes);
  });

  it('refuse another length', () => {
    expect(() => decodeKeyBytes('abcd')).toThrow('a key has 32 bytes, this one 3');
  });
});
