// What can be wrong with data on disk, always with the place and what to do.

/** A row that cannot be taken: broken, or without what an activity needs. */
export class BrokenRowError extends Error {
  override readonly name = 'BrokenRowError';
  readonly file: string;
  readonly line: number;
  constructor(file: string, line: number, what: string) {
    super(`${file}:${line}: ${what}`);
    this.file = file;
    this.line = line;
  }
}
