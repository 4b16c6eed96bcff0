import { describe, expect, it } from 'vitest';
import { toProblem } from './error-handler.ts';

/** As drizzle hands them on: the driver's error is the cause. */
function failWith(code: string): Error {
  return new Error('Failed query', { cause: Object.assign(new Error('what the database said'), { code }) });
}

describe('a database that cannot serve the request now is no failure of the program', () => {
  it.each([
    ['does not let the service in any more', ['28P01', '28000']],
    ['is not there', ['3D000', 'ECONNREFUSED', 'CONNECT_TIMEOUT']],
    ['cannot be found or reached', ['EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']],
    ['does not take connections', ['08001', '08004']],
    ['is out of time', ['57014', '25P03', '55P03']],
    ['is out of room, memory or connections', ['53100', '53200', '53300', '58030']],
    ['asks for the same transaction again', ['40001', '40P01']],
  ])('when it %s: 503, come back', (_when, codes) => {
    for (const code of codes) {
      const problem = toProblem(failWith(code));
      expect(problem.details, code).toMatchObject({ status: 503, code: 'dependency-away' });
      expect(problem.headers).toMatchObject({ 'retry-after': '5' });
      expect(JSON.stringify(problem.details)).not.toContain('what the database said');
    }
  });

  it('but a statement it does not understand is one: 500', () => {
    expect(toProblem(failWith('42601')).status).toBe(500);
  });
});
