// A community is registered where it is not known yet; one that is known stays as people left it.
import type { CopseClient, NewCommunity } from '@copse/client';

/** True when it was registered now. */
export async function ensureCommunity(
  client: Pick<CopseClient, 'findCommunity' | 'registerCommunity'>,
  community: NewCommunity,
): Promise<boolean> {
  if ((await client.findCommunity(community.key)) !== null) return false;
  await client.registerCommunity(community);
  return true;
}
