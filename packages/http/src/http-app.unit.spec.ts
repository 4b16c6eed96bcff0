import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { createLogger } from '@copse/observability';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CANARY, createNoteApp } from '../test/note-service.ts';
import type { ProblemDetails } from './problem.ts';

let app: FastifyInstance;
const logged: string[] = [];

beforeAll(async () => {
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged.push(chunk.toString());
      done();
    },
  });
  app = await createNoteApp({ logger: createLogger({ name: 'spec', level: 'info', destination }) });
});
afterAll(async () => await app.close());

/** Sends a raw body as JSON. */
async function send(payload: string | Buffer, options: InjectOptions = {}): Promise<LightMyRequestResponse> {
  const headers = { 'content-type': 'application/json', ...options.headers };
  return await app.inject({ method: 'POST', url: '/v1/notes', payload, ...options, headers });
}

/** The problem an answer is; throws where it is none, or says another status than it has. */
function problemOf(response: LightMyRequestResponse): ProblemDetails {
  const mediaType = String(response.headers['content-type']);
  if (!mediaType.startsWith('application/problem+json'))
    throw new Error(`no problem: ${mediaType} ${response.body}`);
  const details = response.json<ProblemDetails>();
  if (details.status !== response.statusCode)
    throw new Error(`${response.statusCode} says ${details.status}`);
  return details;
}

/** What a problem of a status and a code says at least. */
function answer(status: number, code: string): object {
  const instance = expect.stringMatching(/^urn:copse:trace:[0-9a-f]{32}$/) as unknown;
  return { status, code, type: `urn:copse:problem:${code}`, instance };
}

describe('a body', () => {
  it('is taken as it is, with defaults filled in', async () => {
    expect((await send('{"text":"a"}')).json()).toEqual({ text: 'a', count: 1 });
  });

  const faults: readonly (readonly [string, string, string, string])[] = [
    ['a number where a text is meant is not turned into one', '{"text":1}', '/text', 'wrong-type'],
    [
      'a text where a number is meant is not turned into one',
      '{"text":"a","count":"2"}',
      '/count',
      'wrong-type',
    ],
    ['a property that is not known is not dropped', '{"text":"a","texxt":"b"}', '/texxt', 'unknown-property'],
    ['nor deeper inside', '{"text":"a","nested":{"inner":"x","x/y":1}}', '/nested/x~1y', 'unknown-property'],
    ['what is missing is named', '{}', '/text', 'missing'],
    ['too long', JSON.stringify({ text: 'x'.repeat(51) }), '/text', 'too-long'],
    ['empty', '{"text":""}', '/text', 'too-short'],
    ['out of range', '{"text":"a","count":-1}', '/count', 'too-small'],
    ['not a choice', '{"text":"a","kind":"loud"}', '/kind', 'not-allowed'],
    ['not an object', '[]', '', 'wrong-type'],
    ['null', 'null', '', 'wrong-type'],
  ];
  for (const [name, body, pointer, code] of faults)
    it(`is refused with its place: ${name}`, async () => {
      const { errors, ...rest } = problemOf(await send(body));
      expect(rest).toMatchObject(answer(400, 'invalid-request'));
      expect(errors).toContainEqual({ in: 'body', pointer, code, detail: expect.any(String) as string });
    });

  it('is refused in the words of its schema, once, and apart from the place', async () => {
    const detail = 'must be a day such as 2026-03-12';
    const answered = problemOf(await send('{"text":"a","writtenOn":"today"}'));
    expect(answered.errors).toEqual([{ in: 'body', pointer: '/writtenOn', code: 'wrong-form', detail }]);
    expect(answered.detail).toBe(`/writtenOn: ${detail}`);
    const wrongType = problemOf(await send('{"text":"a","writtenOn":7}'));
    expect(wrongType.errors).toEqual([{ in: 'body', pointer: '/writtenOn', code: 'wrong-type', detail }]);
  });

  it('names every fault at once, and no more than twenty', async () => {
    const { errors } = problemOf(await send('{"text":1,"count":"x","zz":1}'));
    expect(errors?.map((fault) => fault.pointer).sort()).toEqual(['/count', '/text', '/zz']);
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`p${index}`, 1]));
    expect(problemOf(await send(JSON.stringify(many))).errors).toHaveLength(20);
  });

  it('that is malformed is located', async () => {
    const { detail } = problemOf(await send('{"text":\n"a",}'));
    expect(detail).toContain('line 2, column 5');
  });

  it('that is missing is refused', async () => {
    expect(problemOf(await app.inject({ method: 'POST', url: '/v1/notes' }))).toMatchObject(
      answer(400, 'invalid-request'),
    );
    expect(problemOf(await send(''))).toMatchObject(answer(400, 'malformed-json'));
  });

  it('over the limit is refused with 413, by its length and by its bytes', async () => {
    const url = '/v1/notes:batch';
    expect(problemOf(await send(JSON.stringify([{ text: 'x'.repeat(101) }]), { url }))).toMatchObject(
      answer(413, 'body-too-large'),
    );
    expect((await send(`[{"text":"a"}]${' '.repeat(86)}`, { url })).statusCode).toBe(200);
    expect(problemOf(await send(`[{"text":"a"}]${' '.repeat(87)}`, { url }))).toMatchObject(
      answer(413, 'body-too-large'),
    );
  });
});

describe('a media type', () => {
  const taken = [
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'APPLICATION/json;CHARSET="UTF-8"',
  ];
  const refused = [
    'text/plain',
    'application/xml',
    'application/json; charset=latin1',
    'application/jsonx',
    'multipart/form-data; boundary=x',
  ];
  for (const type of taken)
    it(`${type} is JSON`, async () => {
      expect((await send('{"text":"é"}', { headers: { 'content-type': type } })).statusCode).toBe(200);
    });
  for (const type of refused)
    it(`${type} is refused with 415`, async () => {
      expect(problemOf(await send('{"text":"a"}', { headers: { 'content-type': type } }))).toMatchObject(
        answer(415, 'unsupported-media-type'),
      );
    });
  it('that is missing beside a body is refused with 415', async () => {
    expect(
      problemOf(await app.inject({ method: 'POST', url: '/v1/notes', payload: Buffer.from('{"text":"a"}') })),
    ).toMatchObject(answer(415, 'unsupported-media-type'));
  });
});

describe('path and query', () => {
  it('are read by their schema', async () => {
    expect((await app.inject('/v1/notes/7?limit=3')).json()).toEqual({ id: 7, limit: 3 });
  });
  it('are refused with their place', async () => {
    const { errors } = problemOf(await app.inject('/v1/notes/x'));
    expect(errors?.[0]).toMatchObject({ in: 'path', pointer: '/id' });
    const query = problemOf(await app.inject('/v1/notes/7?limit=10&offset=3')).errors;
    expect(query?.map(({ in: part, pointer }) => `${part} ${pointer}`).sort()).toEqual([
      'query /limit',
      'query /offset',
    ]);
  });
  it('that hold NUL are refused', async () => {
    for (const url of ['/v1/notes/a%00b', '/v1/notes/7?limit=%00', '/no%00thing'])
      expect(problemOf(await app.inject(url))).toMatchObject(answer(400, 'nul-character'));
  });
  it('that are no URL are refused', async () => {
    expect(problemOf(await app.inject('/v1/notes/%E0%A4'))).toMatchObject(answer(400, 'malformed-url'));
  });
});

describe('what no route answers', () => {
  it('is 404 for a path nobody has', async () => {
    expect(problemOf(await app.inject('/v2/nothing'))).toMatchObject(answer(404, 'no-such-path'));
    expect(
      problemOf(await send('not json', { url: '/nothing', headers: { 'content-type': 'text/plain' } })),
    ).toMatchObject(answer(404, 'no-such-path'));
  });
  for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'HEAD', 'GET'] as const)
    it(`is 405 with Allow for ${method} where the path has other methods`, async () => {
      const response = await app.inject({ method, url: '/v1/notes' });
      expect(response.statusCode).toBe(405);
      expect(response.headers.allow).toBe('POST');
    });
  it('names every method of the path in Allow', async () => {
    const response = await app.inject({ method: 'DELETE', url: '/v1/notes/7' });
    expect(problemOf(response)).toMatchObject(answer(405, 'method-not-allowed'));
    expect(response.headers.allow).toBe('GET, PUT');
  });
});

describe('a change', () => {
  const change = async (headers: Record<string, string>) =>
    await send('{"text":"b"}', { method: 'PUT', url: '/v1/notes/7', headers });

  it('of what was read is done and names the new version', async () => {
    const response = await change({ 'if-match': '"3"' });
    expect(response.statusCode).toBe(200);
    expect(response.headers.etag).toBe('"4"');
  });
  it('without If-Match is 428', async () => {
    expect(problemOf(await change({}))).toMatchObject(answer(428, 'if-match-required'));
  });
  it('of what has changed since is 412 and says which version it is at', async () => {
    expect(problemOf(await change({ 'if-match': '"2"' }))).toMatchObject({
      ...answer(412, 'changed-since'),
      actualVersion: 3,
    });
  });
  for (const tag of ['3', 'W/"3"', '*', '"0"', '"3", "4"'])
    it(`with If-Match ${tag} is refused`, async () => {
      expect(problemOf(await change({ 'if-match': tag })).errors?.[0]?.pointer).toBe('/if-match');
    });
});

describe('a failure', () => {
  it('inside tells nothing, and its instance finds it in the log', async () => {
    const response = await app.inject({ method: 'POST', url: '/v1/failures/inside' });
    const { instance, ...rest } = problemOf(response);
    expect(rest).toMatchObject({ status: 500, code: 'unexpected-failure' });
    expect(response.body).not.toContain(CANARY);
    expect(response.body).not.toContain('/etc/inside');
    const line = logged.find((text) => text.includes(instance?.replace('urn:copse:trace:', '') ?? 'none'));
    expect(line).toContain('/etc/inside');
  });
  it('by overload is 503 and says when to come back', async () => {
    const response = await app.inject({ method: 'POST', url: '/v1/failures/overloaded' });
    expect(problemOf(response)).toMatchObject({ ...answer(503, 'overloaded'), retryAfterSeconds: 2.2 });
    expect(response.headers['retry-after']).toBe('3');
  });
  it('of something it needs is 503, wherever in the causes it stands', async () => {
    const response = await app.inject({ method: 'POST', url: '/v1/failures/away' });
    expect(problemOf(response)).toMatchObject(answer(503, 'dependency-away'));
    expect(response.headers['retry-after']).toBe('5');
    expect(response.body).not.toContain(CANARY);
  });
  it('of the domain keeps its own members', async () => {
    expect(problemOf(await app.inject('/v1/notes/404'))).toMatchObject({
      ...answer(404, 'no-such-note'),
      id: 404,
      title: 'Not Found',
    });
  });
});

describe('a body past the limit', () => {
  it('is refused and read to its end: a caller who is still sending keeps the connection', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' });
    const address = app.server.address() as AddressInfo;
    const socket = connect(address.port, '127.0.0.1');
    let answered = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answered += text));
    const body = JSON.stringify({ text: 'x'.repeat(3_000_000) });
    const head = ['POST /v1/notes HTTP/1.1', 'host: x', 'content-type: application/json'];
    socket.write(`${[...head, `content-length: ${body.length}`].join('\r\n')}\r\n\r\n`);
    await vi.waitFor(() => expect(answered).toContain('body-too-large'), { timeout: 5_000 });
    socket.write(body);
    socket.write('GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    await once(socket, 'close');
    expect(answered.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  });
});

describe('a trace', () => {
  it('that the caller began goes on', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const { instance } = (
      await app.inject({ url: '/nothing', headers: { traceparent } })
    ).json<ProblemDetails>();
    expect(instance).toBe('urn:copse:trace:4bf92f3577b34da6a3ce929d0e0e4736');
  });
});
