import { describe, expect, it } from 'vitest';
import { isOlder } from './version.ts';

describe('a version is older by its numbers, from the left', () => {
  it.each([
    ['26.6.9.1', '26.7', true],
    ['9.9', '26.7', true],
    ['26.7.2.1', '26.7', false],
    ['26.10.1', '26.7', false],
    ['27.1', '26.7', false],
    ['', '26.7', true],
  ])('%s against %s: %s', (version, minimum, expected) => {
    expect(isOlder(version, minimum)).toBe(expected);
  });
});
