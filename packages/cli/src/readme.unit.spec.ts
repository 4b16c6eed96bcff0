// What the README tells people to type, and the API's documents show them, is what the command and the API take.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Compile } from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { createProgram } from './program.ts';

const root = join(import.meta.dirname, '../../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const SERVICES = readdirSync(join(root, 'docs/openapi')).map((file) => file.replace(/\.json$/, ''));
const COMMAND = /(?:npx copse|npm run (demo)(?: --)?)((?: [^\s`#&;|)]+)*)/g;
const commands = [...readme.matchAll(COMMAND)].map(([, demo = '', rest = '']) => `${demo}${rest}`.trim());
const CURL = /curl -X POST http:\/\/[^/]+(\/\S+)[^']*(?:'[^']*json'[^']*)?-d '([^']+)'/g;
const bodies = [...readme.matchAll(CURL)].map(([, path = '', body = '']) => ({ path, body }));

/** Parses a command line as copse does and runs nothing. */
function parse(line: string): void {
  const program = createProgram();
  silence(program);
  program.parse(line.split(' '), { from: 'user' });
}

function silence(command: Command): void {
  command.configureOutput({ writeErr: () => {} });
  command.commands.forEach(silence);
  if (command.commands.length === 0) command.action(() => {});
}

describe('the README', () => {
  it('is read whole', () => {
    expect(commands).toContain('start --data ./.copse --port 4000');
    expect(commands).toContain('demo --exit');
    expect(commands.length).toBe(readme.match(/npx copse|npm run demo/g)?.length);
    expect(bodies.map(({ path }) => path)).toEqual(['/v1/communities', '/v1/activities']);
    expect(() => parse('doctor --nonsense')).toThrow('unknown option');
    expect(() => parse('import csv FILE')).toThrow('--mapping');
  });

  it.each(commands)('calls copse as it can be called: %s', (line) => {
    expect(() => parse(line)).not.toThrow();
  });

  it.each(bodies)('sends $path a body that it takes', ({ path, body }) => {
    expect(findFaults(path, JSON.parse(body))).toEqual([]);
    expect(findFaults(path, {})).not.toEqual([]);
  });
});

describe('the examples of the API documents', () => {
  const examples = SERVICES.flatMap((service) =>
    Object.entries(readOpenApi(service).paths).flatMap(([path, { post }]) => {
      const example = post?.requestBody?.content['application/json'].example;
      return example === undefined ? [] : [{ path, example }];
    }),
  );

  it('show the first bodies people send', () => {
    const first = ['/v1/activities', '/v1/activities:batch', '/v1/communities', '/v1/keys', '/v1/people'];
    expect(examples.map(({ path }) => path)).toEqual(expect.arrayContaining([...first, '/v1/stories']));
  });

  it.each(examples)('show a body that POST $path takes', ({ path, example }) => {
    expect(findFaults(path, example)).toEqual([]);
  });

  it('ask for spans that are not empty', () => {
    const spans = Object.values(readOpenApi('analytics').paths)
      .map(({ get }) => get?.parameters?.map(({ name, example }) => [name, example] as const) ?? [])
      .map((parameters) => Object.fromEntries(parameters))
      .filter(({ from }) => from !== undefined);
    expect(spans.length).toBeGreaterThan(0);
    expect(spans.filter(({ from, to }) => String(from) >= String(to))).toEqual([]);
  });
});

interface OpenApi {
  readonly paths: Record<
    string,
    {
      post?: { requestBody?: { content: { 'application/json': { schema: object; example?: object } } } };
      get?: { parameters?: { name: string; example?: string }[] };
    }
  >;
  readonly components: object;
}

/** What the API would refuse in a body; references lead from the document's root. */
function findFaults(path: string, body: unknown): unknown[] {
  const document = SERVICES.map(readOpenApi).find(({ paths }) => path in paths);
  const schema = document?.paths[path]?.post?.requestBody?.content['application/json'].schema;
  if (schema === undefined) throw new Error(`no service takes POST ${path}`);
  const [, faults] = Compile({ components: document?.components, ...schema }).Errors(body);
  return faults;
}

function readOpenApi(service: string): OpenApi {
  return JSON.parse(readFileSync(join(root, 'docs/openapi', `${service}.json`), 'utf8')) as OpenApi;
}
