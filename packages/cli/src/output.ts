// What a command says: a result on standard output, for people or as JSON, and notes on standard error.

export interface Output {
  readonly json: boolean;
  /** The result: JSON as it is, or the text people read. */
  result(value: unknown, text: string): void;
  /** What happens on the way; kept out of the result. */
  note(text: string): void;
}

export function createOutput(json: boolean): Output {
  return {
    json,
    result: (value, text) => process.stdout.write(`${json ? JSON.stringify(value, null, 2) : text}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
  };
}

/** Two columns of text, the first padded. */
export function formatPairs(pairs: readonly (readonly [string, string | number])[]): string {
  const width = Math.max(0, ...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n');
}
