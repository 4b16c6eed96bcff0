// Paging by keyset: the query every list takes, and the page it answers.
import Type from 'typebox';
import { decodeCursor } from './cursor.ts';
import { problem } from './problem.ts';

export const PAGE_ITEMS_MAX = 100;
export const PAGE_ITEMS_DEFAULT = 50;
const CURSOR_LENGTH_MAX = 512;

/** Where a list is to go on. */
export const CursorInput = Type.String({
  minLength: 1,
  maxLength: CURSOR_LENGTH_MAX,
  description: 'The `nextCursor` of the page before.',
});
/** Where a page's list goes on. */
export const NextCursor = Type.Union([Type.String({ maxLength: CURSOR_LENGTH_MAX }), Type.Null()], {
  description: 'Send it as `cursor` for the next page; null at the end.',
});

/** What a list may be asked that has nothing of its own to ask. */
export const PageQuery = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: PAGE_ITEMS_MAX,
        description: `${PAGE_ITEMS_DEFAULT} where nothing is said.`,
      }),
    ),
    cursor: Type.Optional(CursorInput),
  },
  { additionalProperties: false },
);
export type PageQuery = Type.Static<typeof PageQuery>;

/** The schema of a page of items. */
export function pageOf<Item extends Type.TSchema>(item: Item) {
  return Type.Object({
    items: Type.Array(item, { maxItems: PAGE_ITEMS_MAX }),
    nextCursor: NextCursor,
  });
}

/** How many items are asked for. */
export function readLimit(query: PageQuery): number {
  return query.limit ?? PAGE_ITEMS_DEFAULT;
}

/**
 * The parts of the cursor, each of which must match its pattern; null where there is none. Throws a 422
 * for a cursor that was not made for this list.
 */
export function readCursor(
  query: { readonly cursor?: string },
  patterns: readonly { test(part: string): boolean }[],
): readonly string[] | null {
  if (query.cursor === undefined) return null;
  const parts = decodeCursor(query.cursor, patterns.length);
  if (parts?.every((part, index) => patterns[index]?.test(part)) === true) return parts;
  const detail = 'Send a cursor as this list gave it in `nextCursor`, or none for the first page.';
  throw problem({
    status: 422,
    code: 'cursor-invalid',
    title: 'Not a cursor of this list',
    detail,
    errors: [{ in: 'query', pointer: '/cursor', code: 'cursor-invalid', detail }],
  });
}
