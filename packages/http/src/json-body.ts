// How bodies get in: application/json in UTF-8, strictly read, and nothing else. A room that takes foreign
// formats registers a parser of its own inside its plugin.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { unsupportedMediaType } from './error-handler.ts';
import { parseJsonRows, parseStrictJson } from './strict-json.ts';

/** JSON is UTF-8 (RFC 8259); ASCII is a part of it. */
const CHARSETS = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);

/** Replaces Fastify's parsers. Media types are compared without regard to case and may carry a charset. */
export function registerJsonBody(app: FastifyInstance): void {
  registerParser(app, (_request, body) => parseStrictJson(body));
}

/**
 * For a plugin whose bodies are lists of rows that fail alone: what is wrong inside a text is left in, and where
 * the request says `bodyMayHide` the route asks `findHiddenFault` about each row. Numbers arrive as doubles, whatever
 * they were.
 */
export function registerJsonRowsBody(app: FastifyInstance): void {
  registerParser(app, (request, body) => {
    const { value, mayHide } = parseJsonRows(body);
    request.bodyMayHide = mayHide;
    return value;
  });
}

function registerParser(
  app: FastifyInstance,
  parse: (request: FastifyRequest, body: Buffer) => unknown,
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      refuseForeignCharset(request);
      done(null, parse(request, body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

function refuseForeignCharset(request: FastifyRequest): void {
  const mediaType = request.headers['content-type'];
  if (mediaType === undefined || mediaType === 'application/json') return;
  const [, charset] = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(mediaType) ?? [];
  if (charset !== undefined && !CHARSETS.has(charset.toLowerCase())) throw unsupportedMediaType();
}
