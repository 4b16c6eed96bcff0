// Against a scripted HTTP server: what matters here is the conversation, not what the server does.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Activity } from './activity.ts';
import { postActivities, postActivity } from './post-activities.ts';
import { CopseProblemError, CopseUnreachableError } from './problem.ts';
import { createTransport, type Transport } from './transport.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Serves one answer after the other; the last one stays. */
async function serve(
  ...answers: readonly Answer[]
): Promise<{ transport: Transport; bodies: string[]; retries: string[] }> {
  const bodies: string[] = [];
  const retries: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      bodies.push(body);
      const answer = answers[Math.min(bodies.length, answers.length) - 1];
      answer?.(request, response, body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const transport = createTransport({
    url: `http://127.0.0.1:${port}`,
    key: 'copse_0123456789abcdef_secret',
    retry: { baseDelayMs: 1, maxDelayMs: 2, maxAttempts: 3 },
    onRetry: (event) => retries.push(event.reason),
  });
  return { transport, bodies, retries };
}

const answerJson =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
const cutOff: Answer = (request) => request.socket.destroy();
const busy = answerJson(503, { title: 'Busy', status: 503, code: 'overloaded' }, { 'retry-after': '0' });
const activity: Activity = {
  source: 'forum',
  id: 'q1',
  community: 'quantum',
  act: 'ask',
  occurredAt: '2018-03-12T17:00:45.567Z',
};

describe('one request', () => {
  it('carries the key as a bearer and gives the ETag and the server’s time back', async () => {
    const { transport } = await serve((request, response) => {
      response
        .writeHead(200, { etag: '"3"', date: 'Thu, 01 Jan 2026 00:00:10 GMT' })
        .end(JSON.stringify({ authorization: request.headers.authorization }));
    });
    const answer = await transport.request<{ authorization: string }>({ method: 'GET', path: '/v1/x' });
    expect(answer).toEqual({
      status: 200,
      body: { authorization: 'Bearer copse_0123456789abcdef_secret' },
      etag: '"3"',
      servedAtMs: Date.UTC(2026, 0, 1, 0, 0, 10),
    });
  });

  it('is sent again after 429 and 503, whatever the method', async () => {
    const { transport, bodies, retries } = await serve(
      busy,
      answerJson(429, { title: 'Slow', status: 429 }),
      answerJson(201, { ok: true }),
    );
    await transport.request({ method: 'POST', path: '/v1/keys', body: {} });
    expect(bodies).toHaveLength(3);
    expect(retries).toHaveLength(2);
  });

  it('is not sent again after another refusal, which says what, where and why', async () => {
    const { transport, bodies } = await serve(
      answerJson(422, {
        title: 'Wrong',
        status: 422,
        errors: [{ pointer: '/act', code: 'enum', detail: 'is no act' }],
      }),
    );
    const refusal = transport.request({ method: 'PUT', path: '/v1/x', body: {} });
    await expect(refusal).rejects.toThrow(CopseProblemError);
    await expect(refusal).rejects.toThrow(/PUT http:.*\/v1\/x answered 422: Wrong \(\/act is no act\)/);
    expect(bodies).toHaveLength(1);
  });

  it('whose answer was lost is sent again only where that does no harm', async () => {
    const harmless = await serve(cutOff, answerJson(200, {}));
    await harmless.transport.request({ method: 'PUT', path: '/v1/x', body: {} });
    expect(harmless.bodies).toHaveLength(2);
    const harmful = await serve(cutOff, answerJson(200, {}));
    await expect(harmful.transport.request({ method: 'POST', path: '/v1/keys', body: {} })).rejects.toThrow(
      CopseUnreachableError,
    );
    expect(harmful.bodies).toHaveLength(1);
  });

  it('that met a fault of the server is sent again only where that does no harm', async () => {
    const fault = answerJson(502, { title: 'Bad gateway', status: 502 });
    const harmless = await serve(fault, answerJson(200, {}));
    await harmless.transport.request({ method: 'GET', path: '/v1/x' });
    expect(harmless.bodies).toHaveLength(2);
    const harmful = await serve(fault, answerJson(200, {}));
    await expect(harmful.transport.request({ method: 'POST', path: '/v1/keys', body: {} })).rejects.toThrow(
      '502',
    );
    expect(harmful.bodies).toHaveLength(1);
  });

  it('gives up after the last attempt with the reason', async () => {
    const { transport, bodies } = await serve(busy);
    await expect(transport.request({ method: 'GET', path: '/v1/x' })).rejects.toThrow('503: Busy');
    expect(bodies).toHaveLength(3);
  });
});

describe('posting activities', () => {
  it('takes 409 and 422 of a single activity for its result', async () => {
    const { transport } = await serve(answerJson(409, { title: 'Known otherwise', status: 409 }));
    expect(await postActivity(transport, activity)).toEqual({
      status: 'conflict',
      problem: { title: 'Known otherwise', status: 409 },
    });
  });

  it('sends again only those items of a batch that the server could not take just now', async () => {
    const item = (index: number, id: string): object => ({
      index,
      status: 'created',
      httpStatus: 201,
      activityRef: id,
    });
    const { transport, bodies } = await serve(
      answerJson(200, {
        results: [
          item(0, 'a'),
          { index: 1, status: 'refused', httpStatus: 503, problem: { title: 'Busy', status: 503 } },
          item(2, 'c'),
        ],
      }),
      answerJson(200, { results: [item(0, 'b')] }),
    );
    const results = await postActivities(
      transport,
      ['1', '2', '3'].map((id) => Object.assign({}, activity, { id })),
    );
    expect(results).toEqual(['a', 'b', 'c'].map((activityRef) => ({ status: 'created', activityRef })));
    expect(
      (JSON.parse(bodies[1] ?? '') as { activities: { id: string }[] }).activities.map(({ id }) => id),
    ).toEqual(['2']);
  });

  it('rejects an answer that leaves an activity out', async () => {
    const { transport } = await serve(answerJson(200, { results: [] }));
    await expect(postActivities(transport, [activity])).rejects.toThrow('0 results for 1 activities');
  });
});
