// Arrays as parameters and columns. postgres.js would ask each new connection for the array types it has;
// when the server dies under that question, nobody holds its rejection and the process ends. So the types
// in use stand here, and no connection asks.

interface ArrayType {
  readonly to: number;
  readonly from: number[];
  serialize(values: readonly unknown[] | string): string;
  parse(text: string): unknown[];
}

/** The element's type in PostgreSQL, the array's, and how an element is read. */
const ELEMENTS: readonly (readonly [name: string, array: number, parse: (text: string) => unknown])[] = [
  ['boolean', 1000, (text) => text === 't'],
  ['bytea', 1001, (text) => Buffer.from(text.slice(2), 'hex')],
  ['int2', 1005, Number],
  ['int4', 1007, Number],
  ['text', 1009, String],
  ['varchar', 1015, String],
  ['int8', 1016, String],
  ['float8', 1022, Number],
  ['uuid', 2951, String],
];

/** The custom types of a pool, for postgres.js' option `types`. */
export const arrayTypes: Record<string, ArrayType> = Object.fromEntries(
  ELEMENTS.map(([name, array, parse]) => [
    `${name}Array`,
    { to: array, from: [array], serialize: writeArray, parse: (text: string) => parseArray(text, parse) },
  ]),
);

/** An array as PostgreSQL's literal; every element is quoted, null stays null. A literal passes as it is. */
export function writeArray(values: readonly unknown[] | string): string {
  if (typeof values === 'string') return values;
  return `{${values.map(writeElement).join(',')}}`;
}

function writeElement(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return writeArray(value);
  const text = Buffer.isBuffer(value)
    ? `\\x${value.toString('hex')}`
    : `${value as string | number | bigint | boolean}`;
  return `"${text.replace(/[\\"]/g, String.raw`\$&`)}"`;
}

/** Reads a literal of one dimension. */
function parseArray(literal: string, parse: (text: string) => unknown): unknown[] {
  const values: unknown[] = [];
  // A quoted element with its escapes, or a bare one up to the next comma.
  for (const [, quoted, bare] of literal.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,"]+)/gs)) {
    if (quoted !== undefined) values.push(parse(quoted.replace(/\\(.)/gs, '$1')));
    else if (bare !== undefined) values.push(bare === 'NULL' ? null : parse(bare));
  }
  return values;
}
