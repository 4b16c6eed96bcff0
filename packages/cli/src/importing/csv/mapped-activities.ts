// The activities of a CSV under a mapping, with their places, in the file's order.
import type { PlacedActivity } from '../send-activities.ts';
import { nameOfFile, readCsvRows, requireFile } from './csv-rows.ts';
import type { Mapping } from './mapping.ts';
import { bindMapping, checkLiterals, type RowMapper } from './row-mapper.ts';

/** Reads on demand. Throws UsageError where mapping and file do not fit, BrokenRowError for a row. */
export async function* readMappedActivities(path: string, mapping: Mapping): AsyncGenerator<PlacedActivity> {
  requireFile(path);
  checkLiterals(mapping);
  const file = nameOfFile(path);
  let mapRow: RowMapper | null = null;
  const rows = readCsvRows(path, mapping.format, (names) => {
    mapRow = bindMapping(mapping, file, names);
  });
  for await (const row of rows) {
    // The header is announced before the first row.
    const map = mapRow as RowMapper | null;
    if (map !== null) yield { place: `${file}:${row.line}`, activity: map(row) };
  }
}
