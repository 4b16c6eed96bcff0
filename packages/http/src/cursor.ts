// Keyset cursors: where a page ended, as opaque text. A cursor names a place in the caller's own list and
// nothing else: the tenant always comes from the credential, so a forged cursor shows nobody's data.

const MOST_PARTS = 4;
const LONGEST_PART = 500;

/** Packs the key of a page's last row. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts), 'utf8').toString('base64url');
}

/** Unpacks a cursor of `length` parts; null where the text is none. */
export function decodeCursor(text: string, length: number): readonly string[] | null {
  if (!/^[A-Za-z0-9_-]{1,512}$/.test(text)) return null;
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || parts.length !== length || length > MOST_PARTS) return null;
    return parts.every(isPart) ? parts : null;
  } catch {
    return null;
  }
}

function isPart(part: unknown): part is string {
  return (
    typeof part === 'string' && part.length <= LONGEST_PART && part.isWellFormed() && !part.includes('\u0000')
  );
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Null at the end of the list. */
  readonly nextCursor: string | null;
}

/** Cuts a page out of `limit + 1` rows: the one too many only says that there are more. */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly string[],
): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? encodeCursor(keyOf(last)) : null };
}
