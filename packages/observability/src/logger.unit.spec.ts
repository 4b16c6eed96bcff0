import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger, redactText } from './logger.ts';

const CANARY = 'canary-7f3a91';
const CANARY_KEY = `copse_0123456789abcdef_${'Ab-_'.repeat(10)}xyz`;

/** As drizzle and postgres.js make them. */
function failStatement(): Error {
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: `Key (name)=(${CANARY}) already exists.`,
    where: `unnamed portal parameter $1 = '${CANARY}'`,
    parameters: [CANARY],
  });
  const query = 'insert into person values ($1)';
  const message = `Failed query: ${query}\nparams: line one,\n${CANARY}`;
  return Object.assign(new Error(message, { cause }), { query, params: ['line one', CANARY] });
}

/** Runs `write` with a logger and returns what it logged. */
function collectLog(
  write: (logger: ReturnType<typeof createLogger>) => void,
  options: { pretty?: boolean } = {},
): string {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  write(createLogger({ name: 'spec', level: 'trace', destination, ...options }));
  return lines.join('');
}

describe('a logger writes no secret', () => {
  const secretBearing: readonly (readonly [string, object])[] = [
    ['a header', { req: { headers: { authorization: `Bearer ${CANARY}` } } }],
    ['a key', { key: CANARY }],
    ['a nested password', { config: { database: { password: CANARY } } }],
    ['a secret five levels down', { a: { b: { c: { d: { secret: CANARY } } } } }],
    ['a secret with a quote in it', { a: { b: { c: { d: { secret: `"${CANARY}` } } } } }],
    ['an error that quotes a URL', { error: new Error(`cannot reach postgres://copse:${CANARY}@db:5432/x`) }],
    ['an error that quotes an API key', { error: new Error(`bad credential ${CANARY_KEY}`) }],
    ['a bearer token in a text', { detail: `Authorization was Bearer ${CANARY}` }],
    ['a failed statement', { err: failStatement() }],
    ['a failed statement of another name', { error: failStatement() }],
    ['a failed statement among several errors', { err: new AggregateError([failStatement()], 'two failed') }],
    [
      'a failed statement on another error',
      { err: Object.assign(new Error('late'), { first: failStatement() }) },
    ],
    ['a cause that a statement failed', { err: new Error('not saved', { cause: failStatement() }) }],
    ['bytes of a master key', { masterKey: Buffer.from(CANARY) }],
  ];

  for (const [name, facts] of secretBearing)
    it(`in ${name}`, () => {
      const log = collectLog((logger) => logger.info(facts, 'something happened'));
      expect(log).toContain('something happened');
      expect(log).not.toContain(CANARY);
      expect(log).not.toContain(CANARY_KEY);
      expect(log).not.toContain(Buffer.from(CANARY).join(','));
    });

  it('in a child logger’s bindings', () => {
    const log = collectLog((logger) => logger.child({ token: CANARY }).warn('child'));
    expect(log).toContain('child');
    expect(log).not.toContain(CANARY);
  });

  it('when it is pretty', () => {
    const log = collectLog(
      (logger) => logger.info({ a: { password: CANARY } }, `url http://u:${CANARY}@h/`),
      {
        pretty: true,
      },
    );
    expect(log).toContain('url http://u');
    expect(log).not.toContain(CANARY);
  });
});

describe('a redacted line', () => {
  it('stays JSON and keeps what is no secret', () => {
    const log = collectLog((logger) => logger.info({ password: 'a\\"b', community: 'cedar' }, 'kept'));
    expect(JSON.parse(log)).toMatchObject({
      name: 'spec',
      community: 'cedar',
      password: '[redacted]',
      msg: 'kept',
    });
  });

  it('keeps an API key’s public id, so that a key can be found by it', () => {
    expect(redactText(CANARY_KEY)).toBe('copse_0123456789abcdef_[redacted]');
  });

  it('leaves a URL without a password alone', () => {
    expect(redactText('http://127.0.0.1:4000/docs at 12:30')).toBe('http://127.0.0.1:4000/docs at 12:30');
  });
});
