// The tables as rows are written to them: the columns each row fills, in order. The types of a row's values
// stand beside the function that makes it.
import { encodeLine, type TableShape } from '@copse/clickhouse';

export const TABLES = {
  activities: {
    table: 'activities',
    columns: [
      'tenant',
      'community',
      'occurred_at',
      'activity_ref',
      'source',
      'act',
      'kind',
      'actor',
      'actor_bot',
      'target_ref',
      'target_author',
      'thread_ref',
      'mentions',
      'topics',
      'polarity',
      'discloses_difficulty',
      'recorded_at',
      'event_id',
      'version',
      'is_deleted',
    ],
  },
  identities: { table: 'identities', columns: ['tenant', 'identity_id', 'person_id', 'bot', 'version'] },
  communityChanges: {
    table: 'community_changes',
    columns: [
      'tenant',
      'key',
      'version',
      'change',
      'community_id',
      'name',
      'charter',
      'time_zone',
      'framework_version',
      'recorded_at',
    ],
  },
  membershipChanges: {
    table: 'membership_changes',
    columns: ['tenant', 'community', 'person_id', 'stream_version', 'change', 'at'],
  },
  stories: {
    table: 'stories',
    columns: [
      'tenant',
      'story_id',
      'community',
      'status',
      'framework_version',
      'teller',
      'recorded_at',
      'version',
    ],
  },
  storySteps: {
    table: 'story_steps',
    columns: ['tenant', 'story_id', 'version', 'step_id', 'community', 'cycle', 'occurred_at', 'sign'],
  },
  watermarks: { table: 'watermarks', columns: ['topic', 'partition', 'source', 'epoch', 'at'] },
  deadLetters: {
    table: 'dead_letters',
    columns: ['group_id', 'topic', 'partition', 'offset', 'step', 'code', 'reason', 'at'],
  },
  tenants: { table: 'tenants', columns: ['tenant', 'name', 'version'] },
  accessKeys: {
    table: 'access_keys',
    columns: ['key_id', 'tenant', 'label', 'secret_hash', 'scopes', 'status', 'expires_at', 'version'],
  },
} as const satisfies Record<string, TableShape>;

export type TableName = keyof typeof TABLES;

/** What a column of references holds where there is none: the engine's own default. */
export const NO_REFERENCE = '00000000000000000000000000000000';

/** A row on its way into a table, as the engine reads it: while a batch gathers, one text is all that is kept. */
export interface ProjectedRow {
  readonly table: TableName;
  readonly line: string;
}

/** Makes a row of its values, in the order of the table's columns. */
export function makeRow(table: TableName, values: readonly unknown[]): ProjectedRow {
  return { table, line: encodeLine(values) };
}
