// Migrations are numbered SQL files: 0001_facts.sql, 0002_…; append-only, every statement idempotent, so
// that one that stopped half-way is simply run again.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One file, ready to run. */
export interface Migration {
  readonly number: number;
  /** The file's name without `.sql`. */
  readonly name: string;
  /** SHA-256 of the file: an applied one must not change any more. */
  readonly checksum: string;
  readonly statements: readonly string[];
}

/** Reads a folder's migrations in order. Throws where numbers are doubled, leave a hole, or do not start at 1. */
export function readMigrations(folder: string): readonly Migration[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const migrations = files.map((file) => readMigration(folder, file));
  migrations.forEach((migration, index) => {
    if (migration.number !== index + 1)
      throw new Error(
        `${join(folder, `${migration.name}.sql`)} has number ${migration.number} where ${index + 1} is due; a new migration takes the greatest number + 1`,
      );
  });
  return migrations;
}

function readMigration(folder: string, file: string): Migration {
  const match = /^(\d{4})_[a-z0-9_-]+\.sql$/.exec(file);
  if (match === null)
    throw new Error(`${join(folder, file)}: a migration is named like 0001_what_it_does.sql`);
  const text = readFileSync(join(folder, file), 'utf8');
  const statements = splitStatements(text);
  for (const statement of statements) refuseUnsafe(statement, join(folder, file));
  return {
    number: Number(match[1]),
    name: file.slice(0, -'.sql'.length),
    checksum: createHash('sha256').update(text).digest('hex'),
    statements,
  };
}

/** Cuts a file at semicolons that end a line; comment lines go. */
export function splitStatements(text: string): readonly string[] {
  return text
    .replaceAll(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

// A statement that fails when it has already run would make a half-applied file unusable.
function refuseUnsafe(statement: string, where: string): void {
  const creates = /^CREATE\s+(?!OR\s+REPLACE\b)/i.test(statement);
  if (creates && !/^CREATE\s+[\w\s]*?\bIF\s+NOT\s+EXISTS\b/i.test(statement))
    throw new Error(`${where}: "${firstLine(statement)}" lacks IF NOT EXISTS, so it could not be run again`);
  if (/^DROP\s/i.test(statement) && !/\bIF\s+EXISTS\b/i.test(statement))
    throw new Error(`${where}: "${firstLine(statement)}" lacks IF EXISTS, so it could not be run again`);
}

function firstLine(statement: string): string {
  return statement.split('\n', 1)[0] ?? '';
}
