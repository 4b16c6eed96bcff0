// Linking what capture sighted to whom membership knows. Safe to repeat: a person's stream links an identity
// once, however often it is announced.
import type { EventMetadata } from '@copse/event-store';
import type { Database } from '@copse/postgres';
import type { CommandHandlers } from './command-handlers.ts';
import { projectEvent } from './project-event.ts';
import { recordSightings, type Sighting } from './sighting-repository.ts';

/** What became of a batch of sightings. */
export interface LinkingReport {
  readonly linked: number;
  /** People whose identities could not be linked, with the rejection's code. */
  readonly refused: readonly { readonly personId: string; readonly code: string }[];
}

/** Takes one tenant's sightings in: keeps them, and links those of registered people. */
export async function linkSightings(
  { db, handlers }: { db: Database; handlers: CommandHandlers },
  tenant: string,
  sightings: readonly Sighting[],
  meta: EventMetadata,
): Promise<LinkingReport> {
  const links = await recordSightings(db, tenant, sightings);
  const refused: { personId: string; code: string }[] = [];
  let linked = 0;
  for (const { personId, identities } of links) {
    const result = await handlers.person(db, {
      tenant,
      streamId: `person/${personId}`,
      command: { type: 'link-identities', identities },
      meta,
      project: async (tx, recorded) => {
        for (const event of recorded) await projectEvent(tx, event);
      },
    });
    if (result.outcome === 'rejected') refused.push({ personId, code: result.rejection.rejected });
    if (result.outcome === 'done') linked += result.events.length;
  }
  return { linked, refused };
}
