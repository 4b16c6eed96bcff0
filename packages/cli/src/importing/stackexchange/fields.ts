// Attributes of a row as what they mean. A row without what it must have is named with its line.
import { BrokenRowError } from '../data-error.ts';
import type { XmlRow } from '../xml-rows.ts';

/** An integer attribute that must be there. */
export function requireInteger(row: XmlRow, name: string): number {
  const value = findInteger(row, name);
  if (value === null)
    throw new BrokenRowError(row.file, row.line, `the row has no ${name}; take the file from the dump again`);
  return value;
}

/** An integer attribute, or null where the row has none. */
export function findInteger(row: XmlRow, name: string): number | null {
  const text = row.attributes[name];
  if (text === undefined) return null;
  if (!/^-?\d{1,10}$/.test(text) || Math.abs(Number(text)) > 2_147_483_647) {
    throw new BrokenRowError(row.file, row.line, `${name}="${text.slice(0, 50)}" is no integer a dump holds`);
  }
  return Number(text);
}

/** A dump's time (UTC, written without its zone) in RFC 3339. */
export function requireInstant(row: XmlRow, name: string): string {
  const text = row.attributes[name] ?? '';
  const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?$/.test(text)
    ? new Date(`${text}Z`)
    : null;
  if (instant === null || Number.isNaN(instant.getTime())) {
    throw new BrokenRowError(
      row.file,
      row.line,
      `${name}="${text.slice(0, 50)}" is no date-time such as 2018-03-12T17:00:45.567`,
    );
  }
  return instant.toISOString();
}

/** The tags of a question: `<qubit><noise>`, or `|qubit|noise|` in dumps since 2024. */
export function readTags(text: string | undefined): string[] {
  return (text ?? '').split(/[<>|]/).filter((tag) => tag !== '');
}

/** What the API takes of a long text; whole code points only. Null for an empty one. */
export function cutText(text: string | undefined, maxLength: number): string | null {
  if (text === undefined || text === '') return null;
  return text.length <= maxLength ? text : text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '');
}
