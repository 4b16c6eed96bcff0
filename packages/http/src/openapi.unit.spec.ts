import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNoteApp } from '../test/note-service.ts';
import { nameComponents } from './openapi.ts';
import type { ProblemDetails } from './problem.ts';

interface Document {
  readonly openapi: string;
  readonly servers: readonly object[];
  readonly components: {
    readonly schemas: Record<string, object>;
    readonly securitySchemes: Record<string, object>;
  };
  readonly paths: Record<string, Record<string, { responses: Record<string, object>; security?: object[] }>>;
}

let app: FastifyInstance;
let document: Document;
beforeAll(async () => {
  app = await createNoteApp();
  document = (await app.inject('/openapi.json')).json<Document>();
});
afterAll(async () => await app.close());

describe('the OpenAPI document', () => {
  it('is 3.1 and names its schemas', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.components.schemas)).toEqual([
      'Liveness',
      'Note',
      'ProblemDetails',
      'Readiness',
      'RequestFault',
    ]);
    expect(document.components.securitySchemes['bearer']).toMatchObject({ type: 'http', scheme: 'bearer' });
  });

  it('is about the server it is served from', () => {
    expect(document.servers).toEqual([{ url: '/' }]);
  });

  it('has every route and no other, colons in paths as they are called', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(operations.sort()).toEqual([
      'GET /health/live',
      'GET /health/ready',
      'GET /metrics',
      'GET /v1/notes/{id}',
      'POST /v1/failures/{kind}',
      'POST /v1/notes',
      'POST /v1/notes:batch',
      'PUT /v1/notes/{id}',
    ]);
  });

  it('says of every operation what any route may answer', () => {
    for (const methods of Object.values(document.paths))
      for (const [method, { responses }] of Object.entries(methods)) {
        const expected = ['400', '429', '500', '503', ...(method === 'get' ? [] : ['413', '415'])];
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(expected));
      }
  });

  it('closes bodies to what they do not know', () => {
    expect(document.components.schemas['Note']).toMatchObject({
      additionalProperties: false,
      properties: { nested: { additionalProperties: false } },
    });
  });

  it('refuses two different schemas of one title', () => {
    const schema = (property: string) => ({ type: 'object', title: 'Twice', properties: { [property]: {} } });
    expect(() => nameComponents({ paths: { a: schema('one'), b: schema('two') } })).toThrow(
      'two different schemas are titled Twice',
    );
  });
});

describe('/docs', () => {
  it('is a page whose script comes from here, and nothing else may load', async () => {
    const page = await app.inject('/docs/');
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/(src|href)="https?:/);
    expect(page.headers['content-security-policy']).toContain("connect-src 'self'");
    const script = await app.inject('/docs/js/scalar.js');
    expect(script.statusCode).toBe(200);
    expect(script.body.length).toBeGreaterThan(1_000_000);
  });

  it('is named to whoever asks for a path that nobody has', async () => {
    const { detail } = (await app.inject('/')).json<ProblemDetails>();
    expect(detail).toBe('there is nothing at /; /openapi.json lists every path, and /docs explains them');
  });

  it('can be left out', async () => {
    const bare = await createNoteApp({ docs: false });
    expect((await bare.inject('/docs/')).statusCode).toBe(404);
    expect((await bare.inject('/openapi.json')).statusCode).toBe(200);
    const { detail } = (await bare.inject('/')).json<ProblemDetails>();
    expect(detail).toBe('there is nothing at /; /openapi.json lists every path');
    await bare.close();
  });
});
