import { expect, it } from 'vitest';
import { BusUnreachableError } from '../bus.ts';
import { describeFault, isWorthWaiting } from './engine-faults.ts';

it.each([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CONNECT_TIMEOUT',
  '08001',
  '57P03',
])('a database that answers %s is away, and waited for', (code) => {
  const fault = Object.assign(new Error('no'), { code });
  expect(isWorthWaiting(fault)).toBe(true);
  expect(describeFault(fault, 'postgres://u@db/bus')).toBeInstanceOf(BusUnreachableError);
});

it('a wrong password is not waited for, and a wrong statement is a failure', () => {
  const refused = Object.assign(new Error('no'), { code: '28P01' });
  expect(isWorthWaiting(refused)).toBe(false);
  expect(describeFault(refused, 'postgres://u@db/bus')).toBeInstanceOf(BusUnreachableError);
  const wrong = Object.assign(new Error('no'), { code: '42601' });
  expect(describeFault(wrong, 'postgres://u@db/bus')).toBe(wrong);
});
