// A community as it is answered: what the read model holds, and what the charter lacks.
import { assessCharter } from '../domain/community/completeness.ts';
import type { CommunityRow } from '../store/read-communities.ts';
import type { Community } from './communities.schemas.ts';

/** Composes the answer. */
export function describeCommunity(row: CommunityRow): Community {
  const { communityId, key, name, charter, timeZone, frameworkVersion, registeredAt, version } = row;
  const { isCommunityOfPractice, missing } = assessCharter(charter);
  return {
    communityId,
    key,
    name,
    charter,
    timeZone,
    frameworkVersion,
    isCommunityOfPractice,
    missing: [...missing],
    registeredAt: registeredAt.toISOString(),
    version,
  };
}
