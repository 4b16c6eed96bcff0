// One field of a mapping bound to the columns of a file. Names are resolved once, so that a row costs no
// look-up by name and a wrong name is found before the first row.
import { UsageError } from '../../usage-error.ts';
import { BrokenRowError } from '../data-error.ts';
import type { CsvRow } from './csv-rows.ts';
import type { MappedField, MappedTime } from './mapping.ts';
import { BUILT_IN_NAMES, fillTemplate, isBlank, parseTemplate, TemplateError } from './template.ts';

/** The columns of a file. */
export interface Columns {
  readonly file: string;
  readonly names: readonly string[];
}

type TextReader = (row: CsvRow) => string | null;

/** A field's text in a row, or null where all its columns are empty. Throws UsageError for an unknown column. */
export function bindField(columns: Columns, pointer: string, field: MappedField): TextReader {
  if (typeof field === 'string') return bindTemplate(columns, pointer, field);
  const read = bindTemplate(columns, `${pointer}/from`, field.from);
  return (row) => {
    const key = read(row);
    if (key === null) return field.otherwise ?? null;
    const value = field.map[key] ?? field.otherwise;
    if (value === undefined) {
      throw new BrokenRowError(
        columns.file,
        row.line,
        `"${key}" is not in the mapping's ${pointer}/map; add it, or an "otherwise"`,
      );
    }
    return value === '' ? null : value;
  };
}

/** A field's parts between its separators; empty parts are left out, each part is given once. */
export function bindMany(
  columns: Columns,
  pointer: string,
  field: { readonly from: string; readonly split: string },
): (row: CsvRow) => string[] {
  const read = bindTemplate(columns, `${pointer}/from`, field.from);
  return (row) => {
    const parts = (read(row) ?? '').split(field.split).map((part) => part.trim());
    return [...new Set(parts.filter((part) => part !== ''))];
  };
}

/** The row's instant in RFC 3339. */
export function bindTime(columns: Columns, pointer: string, field: MappedTime): (row: CsvRow) => string {
  const read = bindTemplate(columns, `${pointer}/from`, field.from);
  return (row) => {
    const text = read(row) ?? '';
    const instant = toInstant(text, field);
    if (instant === null) {
      throw new BrokenRowError(
        columns.file,
        row.line,
        `occurredAt "${text.slice(0, 50)}" is not ${describeTime(field)}`,
      );
    }
    return instant;
  };
}

const MILLISECONDS_MAX = 253_402_300_799_999;

function toInstant(text: string, field: MappedTime): string | null {
  if (field.as !== 'iso') {
    if (!/^-?\d{1,15}(\.\d+)?$/.test(text)) return null;
    const ms = Math.round(Number(text) * (field.as === 'unix-seconds' ? 1000 : 1));
    return Math.abs(ms) > MILLISECONDS_MAX ? null : new Date(ms).toISOString();
  }
  const hasOffset = /([Zz]|[+-]\d{2}:\d{2})$/.test(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || (!hasOffset && field.zone === undefined)) return null;
  const withTime = text.length === 10 ? `${text}T00:00:00` : text.replace(' ', 'T');
  const instant = new Date(hasOffset ? withTime : `${withTime}Z`);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}

function describeTime(field: MappedTime): string {
  if (field.as !== 'iso')
    return `a number of ${field.as === 'unix-seconds' ? 'seconds' : 'milliseconds'} since 1970`;
  return field.zone === undefined
    ? 'an ISO date-time with an offset; where the file means UTC, say "zone: UTC" in the mapping'
    : 'an ISO date-time';
}

function bindTemplate(columns: Columns, pointer: string, source: string): TextReader {
  const template = readTemplate(pointer, source);
  const [only] = template.names;
  const places = new Map(template.names.map((name) => [name, findPlace(columns, pointer, name)]));
  const valueIn = (row: CsvRow, name: string): string => {
    const place = places.get(name);
    if (place === 'file') return columns.file;
    if (place === 'row') return String(row.number);
    return place === undefined ? '' : (row.cells[place] ?? '').trim();
  };
  // One column and nothing else is the common case.
  if (only !== undefined && template.names.length === 1 && template.texts.every((text) => text === '')) {
    return (row) => valueIn(row, only) || null;
  }
  return (row) => {
    const valueOf = (name: string): string => valueIn(row, name);
    return isBlank(template, valueOf) ? null : fillTemplate(template, valueOf);
  };
}

function readTemplate(pointer: string, source: string): ReturnType<typeof parseTemplate> {
  try {
    return parseTemplate(source);
  } catch (error) {
    throw error instanceof TemplateError
      ? new UsageError(`the mapping's ${pointer}: ${error.message}`)
      : error;
  }
}

function findPlace(
  columns: Columns,
  pointer: string,
  name: string,
): number | (typeof BUILT_IN_NAMES)[number] {
  const index = columns.names.indexOf(name);
  if (index !== -1) return index;
  const builtIn = BUILT_IN_NAMES.find((candidate) => candidate === name);
  if (builtIn !== undefined) return builtIn;
  throw new UsageError(
    `the mapping's ${pointer} names a column "${name}" that ${columns.file} does not have; it has ${columns.names.join(', ')} ` +
      '(and file and row can be named)',
  );
}
