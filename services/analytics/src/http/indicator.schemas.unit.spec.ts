import { compileBodyCheck } from '@copse/http';
import { expect, it } from 'vitest';
import { IndicatorQuery } from './indicator.schemas.ts';

it('says of a bound that is none what one looks like', () => {
  const findFaults = compileBodyCheck(IndicatorQuery);
  expect(findFaults({ from: '2026-03-01', to: '2026-04-01T00:00:00+01:00' })).toBeNull();
  for (const from of ['yesterday', '2026-03', '2026-03-01 10:00'])
    expect(findFaults({ from, to: '2026-04-01' })).toEqual([
      {
        in: 'body',
        pointer: '/from',
        code: 'wrong-form',
        detail: 'must be a date such as 2026-03-01, or an RFC 3339 instant such as 2026-03-12T17:00:45+01:00',
      },
    ]);
});
