import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './load-config.ts';
import { ADMINISTRATOR_VARIABLES, DATABASE_VARIABLES } from './system-variables.ts';

const key = `copse_0123456789abcdef_${'aB3'.repeat(14)}x`;
const load = (env: Record<string, string>): unknown =>
  loadConfig(
    Type.Object({ ...ADMINISTRATOR_VARIABLES, KEYS_DATABASE_URL: DATABASE_VARIABLES.KEYS_DATABASE_URL }),
    { env: { KEYS_DATABASE_URL: 'postgres://copse_keys:n0t-known@db/keys', ...env } },
  );

describe('the variables of an installation', () => {
  it('take an administrator’s key of the form keys have', () => {
    expect(load({ COPSE_ADMIN_KEY: key })).toMatchObject({ COPSE_ADMIN_KEY: key });
  });

  it.each([
    [
      'a key that is none',
      { COPSE_ADMIN_KEY: 'copse_nonsense_nonsense' },
      /COPSE_ADMIN_KEY has the wrong form/,
    ],
    ['a tenant that is none', { COPSE_ADMIN_TENANT: 'Not A Slug' }, /COPSE_ADMIN_TENANT has the wrong form/],
    [
      'an address that names no database',
      { KEYS_DATABASE_URL: 'postgres://copse_keys:n0t-known@db:5432' },
      /KEYS_DATABASE_URL has the wrong form: the database of identity keys \(example: postgres:.*\/keys\)/,
    ],
  ])('refuse %s', (_name, env: Record<string, string>, fault) => {
    expect(() => load(env)).toThrow(fault);
  });
});
