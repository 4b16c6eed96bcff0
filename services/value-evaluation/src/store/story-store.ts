// Everything the HTTP edge needs of the store, made once.
import type { RecordedEvent } from '@copse/event-store';
import type { Keyring, References } from '@copse/personal-data';
import { withTenant, type Database, type Transaction } from '@copse/postgres';
import { projectEvent } from './project-event.ts';
import { createStoryHandler, type StoryHandler } from './story-handler.ts';

export interface StoryStore {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly references: References;
  readonly handle: StoryHandler;
  /** Runs a read in a transaction that sees one tenant. */
  read<T>(tenant: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
}

/** Makes the store on a connection of the service's role and a keyring. */
export function createStoryStore(parts: {
  db: Database;
  keyring: Keyring;
  references: References;
}): StoryStore {
  const { db, keyring, references } = parts;
  return {
    db,
    keyring,
    references,
    handle: createStoryHandler({ keyring }),
    read: async (tenant, work) => await withTenant(db, tenant, work),
  };
}

/** Brings the read model up to what was just appended. */
export async function projectEvents(tx: Transaction, recorded: readonly RecordedEvent[]): Promise<void> {
  for (const event of recorded) await projectEvent(tx, event);
}
