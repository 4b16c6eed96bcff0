// A mapping bound to the columns of one file: from a row to an activity, or to what is wrong with the row.
import type { Activity } from '@copse/client';
import type { Act, ActivityKind } from '@copse/contracts';
import { UsageError } from '../../usage-error.ts';
import { BrokenRowError } from '../data-error.ts';
import type { CsvRow } from './csv-rows.ts';
import { bindField, bindMany, bindTime, type Columns } from './bound-field.ts';
import { LITERAL_VALUES, type Mapping } from './mapping.ts';

/** Maps one row. Throws BrokenRowError, naming the line and the field. */
export type RowMapper = (row: CsvRow) => Activity;

/** Binds the mapping to the columns there are. Throws UsageError for a column there is not. */
export function bindMapping(mapping: Mapping, file: string, columnNames: readonly string[]): RowMapper {
  const columns: Columns = { file, names: columnNames };
  const { activity } = mapping;
  const id = bindField(columns, '/activity/id', activity.id);
  const act = bindField(columns, '/activity/act', activity.act);
  const kind = bindOptional(columns, '/activity/kind', activity.kind);
  const occurredAt = bindTime(columns, '/activity/occurredAt', activity.occurredAt);
  const parts = bindParts(columns, activity);

  return (row) => ({
    source: mapping.source,
    community: mapping.community.key,
    id: requireValue(row, file, 'id', id(row)),
    act: oneOf(row, file, 'act', requireValue(row, file, 'act', act(row))) as Act,
    ...withValue('kind', kind(row), (value) => oneOf(row, file, 'kind', value) as ActivityKind),
    occurredAt: occurredAt(row),
    ...parts(row),
  });
}

type BoundField = (row: CsvRow) => string | null;

function bindOptional(
  columns: Columns,
  pointer: string,
  field: Parameters<typeof bindField>[2] | undefined,
): BoundField {
  return field === undefined ? () => null : bindField(columns, pointer, field);
}

type Bind = (pointer: string, field: Parameters<typeof bindField>[2] | undefined) => BoundField;

/** Everything an activity may have or lack. */
function bindParts(columns: Columns, mapping: Mapping['activity']): (row: CsvRow) => Partial<Activity> {
  const bind: Bind = (pointer, field) => bindOptional(columns, `/activity/${pointer}`, field);
  const actor = bindThing(bind, 'actor', mapping.actor);
  const actorName = bind('actor/name', mapping.actor?.name);
  const actorBot = bind('actor/bot', mapping.actor?.bot);
  const author = bindThing(bind, 'target/author', mapping.target?.author);
  const targetId = bind('target/id', mapping.target?.id);
  const targetSource = bind('target/source', mapping.target?.source);
  const thread = bindThing(bind, 'thread', mapping.thread);
  const mentions =
    mapping.mentions === undefined ? () => [] : bindMany(columns, '/activity/mentions', mapping.mentions);
  const topics =
    mapping.topics === undefined ? () => [] : bindMany(columns, '/activity/topics', mapping.topics);
  const texts = (['text', 'title', 'url'] as const).map((name) => [name, bind(name, mapping[name])] as const);
  const polarity = bind('polarity', mapping.polarity);
  const difficulty = bind('disclosesDifficulty', mapping.disclosesDifficulty);

  return (row) => {
    const who = actor(row);
    const target = {
      ...withValue('id', targetId(row), (value) => value),
      ...withValue('source', targetSource(row), (value) => value),
      ...withValue('author', author(row), (value) => value),
    };
    const mentioned = mentions(row);
    const tagged = topics(row);
    return {
      ...(who === null
        ? {}
        : {
            actor: {
              ...who,
              ...withValue('name', actorName(row), (value) => value),
              ...withValue('bot', actorBot(row), (value) => toBoolean(row, columns.file, 'actor/bot', value)),
            },
          }),
      ...('id' in target || 'author' in target ? { target } : {}),
      ...withValue('thread', thread(row), (value) => value),
      ...(mentioned.length === 0 ? {} : { mentions: mentioned.map((id) => ({ id })) }),
      ...(tagged.length === 0 ? {} : { topics: tagged }),
      ...Object.fromEntries(
        texts.flatMap(([name, read]) => Object.entries(withValue(name, read(row), (value) => value))),
      ),
      ...withValue('polarity', polarity(row), (value) => toPolarity(row, columns.file, value)),
      ...withValue('disclosesDifficulty', difficulty(row), (value) =>
        toBoolean(row, columns.file, 'disclosesDifficulty', value),
      ),
    };
  };
}

/** Null where the row has no id for it: an anonymous act, an unknown author. */
function bindThing(
  bind: Bind,
  pointer: string,
  thing:
    | { readonly id: Parameters<typeof bindField>[2]; readonly source?: Parameters<typeof bindField>[2] }
    | undefined,
): (row: CsvRow) => { id: string; source?: string } | null {
  const id = bind(`${pointer}/id`, thing?.id);
  const source = bind(`${pointer}/source`, thing?.source);
  return (row) => {
    const value = id(row);
    return value === null ? null : { id: value, ...withValue('source', source(row), (text) => text) };
  };
}

function withValue<Name extends string, In, Out>(
  name: Name,
  value: In | null,
  convert: (value: In) => Out,
): { [name in Name]?: Out } {
  return value === null ? {} : ({ [name]: convert(value) } as { [name in Name]?: Out });
}

function requireValue(row: CsvRow, file: string, field: string, value: string | null): string {
  if (value === null) throw new BrokenRowError(file, row.line, `${field} is empty; every activity needs one`);
  return value;
}

function oneOf(row: CsvRow, file: string, field: 'act' | 'kind', value: string): string {
  if (LITERAL_VALUES[field].includes(value)) return value;
  throw new BrokenRowError(
    file,
    row.line,
    `${field} "${value}" is none of ${LITERAL_VALUES[field].join(', ')}; translate it with "map" in the mapping`,
  );
}

function toBoolean(row: CsvRow, file: string, field: string, value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw new BrokenRowError(
    file,
    row.line,
    `${field} "${value}" is neither true nor false; translate it with "map" in the mapping`,
  );
}

function toPolarity(row: CsvRow, file: string, value: string): 1 | -1 {
  if (value === '1' || value === '+1') return 1;
  if (value === '-1') return -1;
  throw new BrokenRowError(
    file,
    row.line,
    `polarity "${value}" is neither 1 nor -1; translate it with "map" in the mapping`,
  );
}

/** A mapping that writes an act or kind out wrongly is refused before the first row. */
export function checkLiterals(mapping: Mapping): void {
  for (const field of ['act', 'kind'] as const) {
    const mapped = mapping.activity[field];
    const values =
      mapped === undefined
        ? []
        : typeof mapped === 'string'
          ? mapped.includes('{')
            ? []
            : [mapped]
          : Object.values(mapped.map);
    const wrong = values.find((value) => !LITERAL_VALUES[field].includes(value));
    if (wrong !== undefined) {
      throw new UsageError(
        `the mapping's /activity/${field} "${wrong}" is none of ${LITERAL_VALUES[field].join(', ')}`,
      );
    }
  }
}
