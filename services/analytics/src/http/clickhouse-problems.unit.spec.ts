import { Problem } from '@copse/http';
import { describe, expect, it } from 'vitest';
import { explainToCaller } from './clickhouse-problems.ts';

const engineError = (code: string): Error => Object.assign(new Error('no'), { code, type: 'SOMETHING' });

describe('an analytics database that cannot answer now is no failure of the program: 503, come back', () => {
  it.each([
    ['refuses connections', Object.assign(new Error('no'), { code: 'ECONNREFUSED' })],
    ['has no route to it', Object.assign(new Error('no'), { code: 'EHOSTUNREACH' })],
    ['stands behind a proxy that says 502', new Error('502 Bad Gateway')],
    ['is still starting', new Error('HTTP status 503: Service Unavailable')],
    ['has too many queries', engineError('202')],
    ['cancelled the query, since it stops', engineError('394')],
    ['cannot write now', engineError('242')],
    ['lost its keeper', engineError('999')],
    ['does not let the service in any more', engineError('516')],
    ['has lost its database', engineError('81')],
  ])('when it %s', (_when, error) => {
    const told = explainToCaller(error);
    expect(told).toBeInstanceOf(Problem);
    expect(told).toMatchObject({ status: 503, details: { code: 'figures-unavailable' } });
  });

  it('but a question that costs too much is to be made smaller, and a wrong statement is a failure', () => {
    expect(explainToCaller(engineError('159'))).toMatchObject({ details: { code: 'question-too-large' } });
    const wrong = engineError('62');
    expect(explainToCaller(wrong)).toBe(wrong);
  });
});
