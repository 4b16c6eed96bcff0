// The published data sets beside the repository. They are read there and never copied into it.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = process.env['COPSE_DATA_DIR'] ?? resolve(import.meta.dirname, '../../../../shared/data');

/** The path of a data set, or null where it is absent: the spec then skips by name. */
export function findReferenceData(...segments: string[]): string | null {
  const path = join(root, ...segments);
  return existsSync(path) ? path : null;
}
