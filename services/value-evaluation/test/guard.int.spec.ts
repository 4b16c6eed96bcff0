import { listOperations } from '@copse/commands/service-checks';
import type { ServiceHome } from '@copse/commands/service-home';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createValueHome } from './value-home.ts';

let home: ServiceHome;

beforeAll(async () => {
  home = await createValueHome();
});
afterAll(async () => await home.remove());

/** Every operation but those anyone may ask. */
function guarded() {
  return listOperations(home.app).filter((operation) => operation.includes(' /v1/'));
}

describe('every operation', () => {
  it('is refused without a credential, and with one that is none', async () => {
    expect(guarded().length).toBeGreaterThan(5);
    for (const key of [null, 'nonsense', `copse_${'0'.repeat(16)}_${'A'.repeat(43)}`]) {
      const ask = home.callerWith(key);
      for (const operation of guarded()) {
        const { status, headers } = await ask(operation);
        expect([operation, status, typeof headers['www-authenticate']]).toEqual([operation, 401, 'string']);
      }
    }
  });

  it('is refused to a key without its scope, before its body is looked at', async () => {
    const ask = home.caller('acme', ['facts:read']);
    for (const operation of guarded()) {
      const { status, body } = await ask(operation);
      expect([operation, status, body['code']]).toEqual([operation, 403, 'scope-missing']);
    }
  });
});
