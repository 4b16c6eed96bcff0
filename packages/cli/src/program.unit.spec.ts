import { expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { exitCodeOf } from './exit-code.ts';
import { createProgram } from './program.ts';

it('answers --version with the version of its package, and is done', () => {
  const written: string[] = [];
  const program = createProgram().configureOutput({ writeOut: (text) => written.push(text) });
  const failure = catchError(() => program.parse(['--version'], { from: 'user' }));
  expect(written).toEqual([`${manifest.version}\n`]);
  expect(exitCodeOf(failure)).toBe(0);
});

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
