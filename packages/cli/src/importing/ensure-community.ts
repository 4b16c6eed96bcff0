// A community is registered where it is not known yet; one that is known stays as people left it.
import type { CopseClient, NewCommunity } from '@copse/client';

/** Gives its id. */
export async function ensureCommunity(
  client: Pick<CopseClient, 'findCommunity' | 'registerCommunity'>,
  community: NewCommunity,
): Promise<string> {
  const found = (await client.findCommunity(community.key)) ?? (await client.registerCommunity(community));
  return found.communityId;
}
