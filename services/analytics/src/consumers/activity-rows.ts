// copse.activity → rows.
import type { ActivityCaptured, PublicEvent } from '@copse/contracts';
import { toEngineInstant } from '../store/engine-instant.ts';
import { makeRow, NO_REFERENCE, type ProjectedRow } from '../store/tables.ts';

/** The row of one activity. The same event gives the same row, so that the table keeps one of them. */
export function toActivityRow(event: PublicEvent<ActivityCaptured>): ProjectedRow {
  const { data } = event;
  return makeRow('activities', [
    event.tenantid,
    data.community,
    toEngineInstant(data.occurredAt),
    data.activityRef,
    data.source,
    data.act,
    data.kind,
    data.actor?.identityId ?? null,
    data.actor?.bot ?? false,
    data.target?.ref ?? NO_REFERENCE,
    data.target?.author ?? null,
    data.threadRef ?? NO_REFERENCE,
    data.mentions ?? [],
    data.topics ?? [],
    data.polarity ?? 0,
    data.disclosesDifficulty ?? false,
    toEngineInstant(event.time),
    event.id,
    event.streamversion,
    0,
  ]);
}
