// Rows of a CSV file, plain or gzipped, read as a stream. Memory is bounded by the largest row allowed.
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { pipeline, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse, type Parser } from 'csv-parse';
import { UsageError } from '../../usage-error.ts';
import { BrokenRowError } from '../data-error.ts';
import type { Mapping } from './mapping.ts';

class NotUtf8Error extends Error {
  override readonly name = 'NotUtf8Error';
}

const ROW_BYTES_MAX = 1_000_000;

/** One row of data. */
export interface CsvRow {
  /** The line it ends on, from 1. */
  readonly line: number;
  /** Counted from 1, the header apart. */
  readonly number: number;
  readonly cells: readonly string[];
}

/** The name a file has in ids and messages: compressed or not, it is the same file. */
export function nameOfFile(path: string): string {
  return basename(path).replace(/\.gz$/, '');
}

/** Throws UsageError where there is no such file. */
export function requireFile(path: string): { readonly bytes: number } {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) throw new UsageError(`there is no file ${path}`);
  return { bytes: stat.size };
}

/** Reads the header's names and then the rows. Without a header the names are 1, 2, 3, …. */
export async function* readCsvRows(
  path: string,
  format: Mapping['format'],
  onHeader: (names: readonly string[]) => void,
): AsyncGenerator<CsvRow> {
  const file = nameOfFile(path);
  const parser = openParser(path, format);
  let number = 0;
  let isFirst = true;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      if (isFirst) {
        isFirst = false;
        const hasHeader = format.header ?? true;
        onHeader(hasHeader ? record : record.map((_cell, index) => String(index + 1)));
        if (hasHeader) continue;
      }
      number += 1;
      yield { line: info.lines, number, cells: record };
    }
    if (isFirst && (format.header ?? true))
      throw new UsageError(`${path} is empty: it has not even the header its mapping speaks of`);
  } catch (error) {
    throw isFaultOfFile(error) ? explain(error, file, parser) : error;
  } finally {
    parser.destroy();
  }
}

function openParser(path: string, format: Mapping['format']): Parser {
  const parser = parse({
    bom: true,
    delimiter: format.delimiter ?? ',',
    comment: format.comment ?? null,
    ...(format.quote === undefined ? {} : { quote: format.quote }),
    info: true,
    skip_empty_lines: true,
    max_record_size: ROW_BYTES_MAX,
  });
  const source = createReadStream(path, { highWaterMark: 256 * 1024 });
  // An error anywhere ends the parser with it; the reader of the rows hears of it there.
  const onEnd = (): void => {};
  if (path.endsWith('.gz')) pipeline(source, createGunzip(), requireUtf8(), parser, onEnd);
  else pipeline(source, requireUtf8(), parser, onEnd);
  return parser;
}

/** Hands bytes on as they are; fails at the first that are no UTF-8, which would otherwise change in silence. */
function requireUtf8(): Transform {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const error = findDecodingError(() => decoder.decode(chunk, { stream: true }));
      done(error, chunk);
    },
    flush(done) {
      done(findDecodingError(() => decoder.decode()));
    },
  });
}

function findDecodingError(decode: () => string): Error | null {
  try {
    decode();
    return null;
  } catch {
    return new NotUtf8Error('bytes at or behind this line are no UTF-8');
  }
}

function isFaultOfFile(error: unknown): error is Error {
  return error instanceof CsvError || error instanceof NotUtf8Error || isGzipError(error);
}

function isGzipError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function explain(error: Error, file: string, parser: Parser): BrokenRowError {
  const lines = 'lines' in error && typeof error.lines === 'number' ? error.lines : parser.info.lines;
  return new BrokenRowError(file, lines, `${error.message}; ${adviseOn(error)}`);
}

function adviseOn(error: unknown): string {
  if (isGzipError(error)) return 'the file is no whole gzip archive; take it anew';
  if (error instanceof NotUtf8Error) return 'save the file as UTF-8, or take it from its source again';
  return 'mend the row, or the format in the mapping';
}
