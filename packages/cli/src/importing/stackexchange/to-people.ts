// Users of a dump as people: registered once, members since they came. The site's bot is no member.
import type { XmlRow } from '../xml-rows.ts';
import { requireInstant, requireInteger } from './fields.ts';

export interface DumpPerson {
  /** Users.Id. */
  readonly id: string;
  readonly name: string | null;
  readonly bot: boolean;
  readonly joinedAt: string;
}

/** Reads one row of Users.xml. */
export function toPerson(row: XmlRow): DumpPerson {
  const id = requireInteger(row, 'Id');
  const name = row.attributes['DisplayName']?.trim().slice(0, 200) ?? '';
  return {
    id: String(id),
    name: name === '' ? null : name,
    bot: id < 0,
    joinedAt: requireInstant(row, 'CreationDate'),
  };
}
