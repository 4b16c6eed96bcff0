// What holds for every operation of every service: nobody without a credential, nobody without the scope.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listOperations } from './service-checks.ts';
import type { ServiceHome } from './service-home.ts';

/** Holds a service's operations below /v1 to it. */
export function describeGuard(createHome: () => Promise<ServiceHome>): void {
  let home: ServiceHome;
  beforeAll(async () => {
    home = await createHome();
  });
  afterAll(async () => await home.remove());

  /** Every operation but those anyone may ask. */
  const listGuarded = () => listOperations(home.app).filter((operation) => operation.includes(' /v1/'));

  describe('every operation', () => {
    it('is refused without a credential, and with one that is none', async () => {
      expect(listGuarded().length).toBeGreaterThan(5);
      for (const key of [null, 'nonsense', `copse_${'0'.repeat(16)}_${'A'.repeat(43)}`]) {
        const ask = home.callerWith(key);
        for (const operation of listGuarded()) {
          const { status, headers } = await ask(operation);
          expect([operation, status, typeof headers['www-authenticate']]).toEqual([operation, 401, 'string']);
        }
      }
    });

    it('is refused to a key without its scope, before its body is looked at', async () => {
      const ask = home.caller('acme', ['facts:read']);
      for (const operation of listGuarded()) {
        const { status, body } = await ask(operation);
        expect([operation, status, body['code']]).toEqual([operation, 403, 'scope-missing']);
      }
    });
  });
}
