// From checked activities to rows of the log: who is named becomes identities, what is personal is sealed
// under the actor's key, what is left is public. Everything here happens before the append's transaction.
import type { ActivityCaptured } from '@copse/contracts';
import type { EventMetadata, FirstEvent } from '@copse/event-store';
import type { Keyring, References, SealText, TenantReferences } from '@copse/personal-data';
import { randomUUID } from 'node:crypto';
import { activityStreamOf } from '../domain/activity/activity-stream.ts';
import { writeCanonicalActivity } from '../domain/activity/canonical-activity.ts';
import {
  composeCapturedActivity,
  type KnownIdentities,
  type KnownIdentity,
} from '../domain/activity/captured-activity.ts';
import { assignIdentities, listNamedIdentities } from '../domain/activity/named-identities.ts';
import { writeSealedPart } from '../domain/activity/sealed-part.ts';
import type { SentActivity } from '../domain/activity/sent-activity.ts';
import { CAPTURE_EVENT_TYPES, CAPTURE_SCHEMA_VERSION } from '../publishing/public-types.ts';
import type { IdentityDirectory } from './identity-directory.ts';

/** An activity of the acts and kinds the contracts know. */
export type CheckedActivity = SentActivity<ActivityCaptured['act'], ActivityCaptured['kind']>;

/** What preparing needs. */
export interface PreparationTools {
  readonly identities: IdentityDirectory;
  readonly references: References;
  readonly keyring: Pick<Keyring, 'openSealer'>;
}

/** A row for the log, and the name it goes by outside. */
export interface PreparedActivity {
  readonly activityRef: string;
  readonly row: FirstEvent;
}

/** Prepares one row for each activity, in order. One look-up of identities serves all of them. */
export async function prepareActivities(
  tools: PreparationTools,
  tenant: string,
  activities: readonly CheckedActivity[],
  meta: EventMetadata,
): Promise<PreparedActivity[]> {
  const known = await tools.identities.resolve(tenant, activities.flatMap(listNamedIdentities));
  let next = 0;
  const takeNext = (): KnownIdentity => {
    const identity = known[next];
    if (identity === undefined) throw new Error('fewer identities were resolved than named');
    next += 1;
    return identity;
  };
  const identified = activities.map((activity) => assignIdentities(activity, takeNext));
  const sealText = await tools.keyring.openSealer(tenant, listActorIds(identified));
  const rowTools = { references: tools.references.ofTenant(tenant), sealText };
  return activities.map((activity, index) => {
    const identities = identified[index];
    if (identities === undefined) throw new Error('an activity lost its identities');
    return prepareRow(rowTools, tenant, activity, identities, meta);
  });
}

function listActorIds(identified: readonly KnownIdentities[]): string[] {
  return identified.flatMap(({ actor }) => (actor === null ? [] : [actor.identityId]));
}

/**
 * What the public part does not say is sealed: what was sent can be read back, and no personal part is forgotten. A
 * hash of all of it says whether two posts are the same; it is keyed, because a short text could be guessed from a
 * plain one.
 */
function prepareRow(
  tools: { readonly references: TenantReferences; readonly sealText: SealText },
  tenant: string,
  activity: CheckedActivity,
  identities: KnownIdentities,
  meta: EventMetadata,
): PreparedActivity {
  const data: ActivityCaptured = composeCapturedActivity(activity, identities, (source, id) =>
    tools.references.thing(source, id),
  );
  const streamId = activityStreamOf(data.activityRef);
  const identityId = data.actor?.identityId ?? null;
  const sealed = tools.sealText(identityId, { streamId, version: 1 }, writeSealedPart(activity, data));
  const row = {
    tenant,
    streamId,
    eventId: randomUUID(),
    type: CAPTURE_EVENT_TYPES.activityCaptured,
    schemaVersion: CAPTURE_SCHEMA_VERSION,
    data,
    sealed,
    meta,
    contentHash: tools.references.contentHash(writeCanonicalActivity(activity)),
  };
  return { activityRef: data.activityRef, row };
}
