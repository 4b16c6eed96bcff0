// copse.membership → rows.
import type {
  CharterChanged,
  CommunityRegistered,
  IdentityLinked,
  MemberJoined,
  MemberLeft,
  PublicEvent,
} from '@copse/contracts';
import { toEngineInstant } from '../store/engine-instant.ts';
import { makeRow, type ProjectedRow } from '../store/tables.ts';

/** A community as it was registered. */
export function toRegistrationRow(event: PublicEvent<CommunityRegistered>): ProjectedRow {
  const { data } = event;
  return makeRow('communityChanges', [
    event.tenantid,
    data.key,
    event.streamversion,
    'registered',
    data.communityId,
    data.name,
    JSON.stringify(data.charter),
    data.timeZone,
    data.frameworkVersion,
    toEngineInstant(event.time),
  ]);
}

/** A charter after a change; name, zone and framework stay with the registration. */
export function toCharterRow(event: PublicEvent<CharterChanged>): ProjectedRow {
  const { data } = event;
  return makeRow('communityChanges', [
    event.tenantid,
    data.key,
    event.streamversion,
    'charter-changed',
    data.communityId,
    '',
    JSON.stringify(data.charter),
    '',
    '',
    toEngineInstant(event.time),
  ]);
}

/**
 * Who an identity is. Its version is when the link was recorded: a later link of the same identity comes
 * from another person's stream, whose versions do not compare with this one's.
 */
export function toIdentityRow(event: PublicEvent<IdentityLinked>): ProjectedRow {
  const { personId, identityId, bot } = event.data;
  return makeRow('identities', [event.tenantid, identityId, personId, bot, Date.parse(event.time)]);
}

/** Somebody joined. */
export function toJoinRow(event: PublicEvent<MemberJoined>): ProjectedRow {
  const { communityKey, personId, joinedAt } = event.data;
  return toMembershipRow(event, communityKey, personId, 'joined', joinedAt);
}

/** Somebody left. */
export function toLeaveRow(event: PublicEvent<MemberLeft>): ProjectedRow {
  const { communityKey, personId, leftAt } = event.data;
  return toMembershipRow(event, communityKey, personId, 'left', leftAt);
}

function toMembershipRow(
  event: PublicEvent,
  community: string,
  personId: string,
  change: 'joined' | 'left',
  at: string,
): ProjectedRow {
  return makeRow('membershipChanges', [
    event.tenantid,
    community,
    personId,
    event.streamversion,
    change,
    toEngineInstant(at),
  ]);
}
