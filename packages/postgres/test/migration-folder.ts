// Migration folders for specs, in drizzle's layout.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MigrationSet } from '../src/migrations.ts';

/** Writes a set whose nth migration is the nth statement. */
export function writeMigrationSet(name: string, statements: readonly string[]): MigrationSet {
  const folder = mkdtempSync(join(tmpdir(), 'copse-migrations-'));
  mkdirSync(join(folder, 'meta'));
  const entries = statements.map((statement, index) => {
    const tag = `${String(index).padStart(4, '0')}_spec`;
    writeFileSync(join(folder, `${tag}.sql`), statement);
    return { idx: index, version: '7', when: 1_764_000_000_000 + index, tag, breakpoints: true };
  });
  const journal = { version: '7', dialect: 'postgresql', entries };
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify(journal));
  return { name, folder };
}

/** A table under forced row-level security, as every room writes it. */
export const NOTE_TABLE = [
  'create table note (tenant text collate "C" not null, id integer not null, text text not null, primary key (tenant, id))',
  'alter table note enable row level security',
  'alter table note force row level security',
  `create policy note_of_tenant on note using (tenant = current_setting('copse.tenant', true))
   with check (tenant = current_setting('copse.tenant', true))`,
].join(';\n--> statement-breakpoint\n');
