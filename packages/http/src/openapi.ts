// The OpenAPI 3.1 document is generated from the routes' own schemas. A schema with a title in PascalCase
// becomes a component of that name, wherever it stands.
import { isDeepStrictEqual } from 'node:util';
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

/** What the document says about the service. */
export interface OpenApiInfo {
  readonly title: string;
  readonly description: string;
  readonly version: string;
}

/** Collects routes from here on; `app.swagger()` gives the document once the app is ready. */
export async function registerOpenApi(app: FastifyInstance, info: OpenApiInfo): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: info.title, description: info.description, version: info.version },
      // Wherever the document is served from: samples call that server.
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An API key: `copse_<id>_<secret>`' },
        },
      },
      security: [{ bearer: [] }],
    },
    refResolver: {
      // Names of schemas registered with `addSchema`; the default would call them def-0, def-1, …
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json['$id'] === 'string' ? json['$id'] : `schema-${index}`,
    },
    transformObject: (document) =>
      'openapiObject' in document ? nameComponents(document.openapiObject) : document.swaggerObject,
  });
}

const COMPONENT_NAME = /^[A-Z][A-Za-z0-9]*$/;

/** Moves titled schemas to components; two different schemas of one title are a mistake and throw. */
export function nameComponents<Document extends object>(document: Document): Document {
  const components: Record<string, unknown> = {};
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    const copy = Object.fromEntries(
      Object.entries(node).map(([key, value]: [string, unknown]) => [key, visit(value)]),
    );
    const name = copy['title'];
    if (typeof name !== 'string' || !COMPONENT_NAME.test(name) || !isSchema(copy)) return copy;
    if (name in components && !isDeepStrictEqual(withoutExamples(components[name]), withoutExamples(copy)))
      throw new Error(`two different schemas are titled ${name}; give one of them another title`);
    components[name] = { ...Object(components[name]), ...copy };
    return { $ref: `#/components/schemas/${name}` };
  };
  const {
    paths,
    components: given,
    ...rest
  } = document as Record<string, unknown> & {
    components?: { schemas?: object };
  };
  const visited = visit(paths);
  const schemas = { ...given?.schemas, ...sortByName(components) };
  return { ...rest, components: { ...given, schemas }, paths: visited } as unknown as Document;
}

/** @fastify/swagger moves the examples of a whole body out of its schema, and leaves those of a part. */
function withoutExamples(schema: unknown): unknown {
  const { examples: _examples, example: _example, ...rest } = Object(schema) as Record<string, unknown>;
  return rest;
}

function isSchema(node: Readonly<Record<string, unknown>>): boolean {
  return ['type', 'enum', 'anyOf', 'allOf', 'oneOf'].some((keyword) => keyword in node);
}

function sortByName(components: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(components).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
