// Which read model an event belongs to: its stream says so. The one function that appends and rebuilds use.
import type { RecordedEvent } from '@copse/event-store';
import type { Transaction } from '@copse/postgres';
import { projectApiKey, projectTenant } from './project-access.ts';
import { projectCommunity } from './project-community.ts';
import { projectIdentity } from './project-identity.ts';
import { projectMember } from './project-member.ts';
import { projectPerson } from './project-person.ts';

const PROJECTIONS: Readonly<Record<string, (tx: Transaction, event: RecordedEvent) => Promise<void>>> = {
  community: projectCommunity,
  identity: projectIdentity,
  key: projectApiKey,
  member: projectMember,
  person: projectPerson,
  tenant: projectTenant,
};

/** Applies one event to its read model. Throws for a stream no aggregate has: that is a bug. */
export async function projectEvent(tx: Transaction, event: RecordedEvent): Promise<void> {
  const category = event.streamId.slice(0, event.streamId.indexOf('/'));
  const project = PROJECTIONS[category];
  if (project === undefined) throw new Error(`no read model knows stream ${event.streamId}`);
  await project(tx, event);
}
