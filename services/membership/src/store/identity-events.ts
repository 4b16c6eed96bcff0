// An identity's only event in the log: the id in the app and the name are sealed under the identity's key.
import { randomUUID } from 'node:crypto';
import type { NewEvent } from '@copse/event-store';
import type { Keyring } from '@copse/personal-data';
import type { IdentityEvent, IdentityPersonal } from '../domain/identity/events.ts';

/** The stream of an identity. It holds one event, so that each (source, id) has one person. */
export function identityStream(lookup: string): string {
  return `identity/${lookup}`;
}

const ONLY_VERSION = 1;

/** Gives the event its id and seals its personal part; makes the identity's key first. */
export async function toIdentityEvent(
  keyring: Keyring,
  tenant: string,
  event: IdentityEvent,
): Promise<NewEvent> {
  const { personal, ...data } = event.data;
  const context = { streamId: identityStream(data.lookup), version: ONLY_VERSION };
  await keyring.ensureKeys(tenant, [data.identityId]);
  const sealed = personal === null ? null : await keyring.seal(tenant, data.identityId, context, personal);
  return { eventId: randomUUID(), type: event.type, schemaVersion: 1, data, sealed };
}

/** Opens the personal part of a registered identity; null once its key was destroyed. */
export async function openIdentity(
  keyring: Keyring,
  at: { tenant: string; lookup: string; identityId: string; sealed: string | null },
): Promise<IdentityPersonal | null> {
  if (at.sealed === null) return null;
  const context = { streamId: identityStream(at.lookup), version: ONLY_VERSION };
  return (await keyring.unseal(at.tenant, at.identityId, context, at.sealed)) as IdentityPersonal | null;
}
