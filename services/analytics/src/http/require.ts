// What a path names, or the 404 that says what there is instead.
import { problem } from '@copse/http';
import { findIndicator, INDICATORS } from '../indicators/catalogue.ts';
import { countActivities, findCommunity, type Community } from '../indicators/community.ts';
import { linkStories } from '../indicators/answer.ts';
import type { IndicatorDefinition } from '../indicators/indicator.ts';
import type { ActivitySelection } from '../indicators/selections.ts';
import type { ClickHouseReader } from '../store/clickhouse-reader.ts';

/** The indicator of this slug or number. Throws problem 404, which lists the slugs. */
export function requireIndicator(name: string): IndicatorDefinition {
  const found = findIndicator(name);
  if (found !== undefined) return found;
  const slugs = INDICATORS.map(({ slug }) => slug);
  throw problem({
    status: 404,
    code: 'indicator-unknown',
    detail: `There is no indicator "${name}". There are: ${slugs.join(', ')}.`,
    slugs,
  });
}

/** Which activities are behind an indicator. Throws problem 404 where stories are, and says where those are listed. */
export function requireBehind({ id, behind }: IndicatorDefinition, community: string): ActivitySelection {
  if (behind !== null) return behind;
  const stories = linkStories(community);
  throw problem({
    status: 404,
    code: 'behind-it-are-stories',
    detail: `${id} rests on stories, not on activities. They are listed at ${stories}.`,
    stories,
  });
}

/** The tenant's community with this key. Throws problem 404, which says whether activities name it all the same. */
export async function requireCommunity(
  reader: ClickHouseReader,
  tenant: string,
  key: string,
): Promise<Community> {
  const found = await findCommunity(reader, tenant, key);
  if (found !== undefined) return found;
  const activities = await countActivities(reader, tenant, key);
  const hint =
    activities === 0
      ? 'Check the key, or register it with POST /v1/communities.'
      : `${activities} activities name it; its figures appear once it is registered with POST /v1/communities. Data health lists all such communities.`;
  throw problem({
    status: 404,
    code: 'community-unknown',
    detail: `Nobody registered a community "${key}", or it was not taken in yet. ${hint}`,
  });
}
