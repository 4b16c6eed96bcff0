// Rows of a Stack Exchange dump file: `<row A="…" B="…" />` inside one element, read as a stream. Memory is
// bounded by the largest row and one chunk of the file.
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { SaxesParser } from 'saxes';
import { BrokenRowError } from './data-error.ts';

/** One row, with its place for messages. */
export interface XmlRow {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Reads all rows in order. Throws BrokenRowError where the file is no well-formed XML or no UTF-8. */
export async function* readXmlRows(path: string): AsyncGenerator<XmlRow> {
  const file = basename(path);
  const parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  const rows: XmlRow[] = [];
  parser.on('error', (error) => {
    const what = error.message.replace(/^(\d+:\d+|.*?:\d+:\d+): /, '');
    throw new BrokenRowError(
      file,
      parser.line,
      `${what}; mend the line, or take the file from the dump again`,
    );
  });
  parser.on('opentag', (tag) => {
    if (tag.name === 'row') rows.push({ file, line: parser.line, attributes: tag.attributes });
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    parser.write(decode(decoder, chunk, file, parser));
    yield* rows.splice(0);
  }
  parser.write(decode(decoder, null, file, parser));
  parser.close();
  yield* rows.splice(0);
}

function decode(
  decoder: InstanceType<typeof TextDecoder>,
  chunk: Buffer | null,
  file: string,
  parser: { readonly line: number },
): string {
  try {
    return chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw new BrokenRowError(
      file,
      parser.line,
      `bytes at or behind this line are no UTF-8 (${String(error)}); take the file from the dump again`,
    );
  }
}
