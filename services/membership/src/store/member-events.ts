// A membership's events in the log: the commitment is sealed under the person's key, everything else is public.
import { randomUUID } from 'node:crypto';
import type { NewEvent, RecordedEvent } from '@copse/event-store';
import type { Keyring, Unseal } from '@copse/personal-data';
import type { MemberEvent } from '../domain/member/events.ts';

/** The stream of a membership. */
export function memberStream(communityId: string, personId: string): string {
  return `member/${communityId}/${personId}`;
}

interface MemberStreamContext {
  readonly tenant: string;
  readonly streamId: string;
  readonly firstVersion: number;
}

/** Gives events their ids and seals commitments. Throws where the person's key was not ensured before. */
export async function toMemberEvents(
  keyring: Keyring,
  events: readonly MemberEvent[],
  { tenant, streamId, firstVersion }: MemberStreamContext,
): Promise<NewEvent[]> {
  return await Promise.all(
    events.map(async (event, index) => {
      const { commitment, ...data } = { commitment: null, ...event.data };
      const context = { streamId, version: firstVersion + index };
      const sealed =
        commitment === null ? null : await keyring.seal(tenant, event.data.personId, context, { commitment });
      return { eventId: randomUUID(), type: event.type, schemaVersion: 1, data, sealed };
    }),
  );
}

/** Opens an event. Its commitment is null where none was stated or the person's key was destroyed. */
export async function fromMemberEvent(keyring: Keyring, recorded: RecordedEvent): Promise<MemberEvent> {
  const data = recorded.data as MemberEvent['data'];
  if (recorded.type === 'member-left') return { type: recorded.type, data } as MemberEvent;
  const { tenant, streamId, version, sealed } = recorded;
  const { personId } = data;
  const unseal = await keyring.openUnsealer(tenant, sealed === null ? [] : [personId]);
  const commitment = openCommitment(unseal, { streamId, personId, version, sealed });
  return { type: recorded.type, data: { ...data, commitment } } as MemberEvent;
}

/** Opens a commitment, from the log or from the read model. */
export function openCommitment(
  unseal: Unseal,
  at: { streamId: string; personId: string; version: number; sealed: string | null },
): string | null {
  if (at.sealed === null) return null;
  const content = unseal(at.personId, at, at.sealed);
  return (content as { commitment: string } | null)?.commitment ?? null;
}
