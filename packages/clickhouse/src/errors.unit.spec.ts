import { describe, expect, it } from 'vitest';
import { isTransient } from './errors.ts';

const engineError = (code: string): Error => Object.assign(new Error('no'), { code, type: 'SOMETHING' });
const networkError = (code: string): Error => Object.assign(new Error('no'), { code });

describe('what passes by itself is tried again, what cannot is not', () => {
  it.each([
    ['too many parts', engineError('252'), true],
    ['memory exceeded', engineError('241'), true],
    ['a value that does not parse', engineError('27'), false],
    ['an unknown table', engineError('60'), false],
    ['a wrong password', engineError('516'), false],
    ['a refused connection', networkError('ECONNREFUSED'), true],
    ['a cut connection', networkError('ECONNRESET'), true],
    ['an answer that never came', new Error('Timeout error.'), true],
    ['a bug', new TypeError('x is not a function'), false],
    ['no error at all', 'text', false],
  ])('%s', (_case, error, expected) => {
    expect(isTransient(error)).toBe(expected);
  });
});
