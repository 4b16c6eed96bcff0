// From a public event to rows: the one place that knows every event analytics takes in.
import {
  ACCESS_EVENTS,
  ACTIVITY_EVENTS,
  MEMBERSHIP_EVENTS,
  VALUE_EVENTS,
  type PublicEvent,
} from '@copse/contracts';
import type Type from 'typebox';
import type { ProjectedRow } from '../store/tables.ts';
import { toAccessKeyRow, toTenantRow } from './access-rows.ts';
import { toActivityRow } from './activity-rows.ts';
import { toCharterRow, toIdentityRow, toJoinRow, toLeaveRow, toRegistrationRow } from './membership-rows.ts';
import { toStoryRows } from './value-rows.ts';

/** Schemas of the facts' events; a consumer checks each event against its own before it gets here. */
export const FACT_SCHEMAS = { ...ACTIVITY_EVENTS, ...MEMBERSHIP_EVENTS, ...VALUE_EVENTS } as const;
/** Schemas of the access events. */
export const ACCESS_SCHEMAS = ACCESS_EVENTS;

type Schemas = typeof FACT_SCHEMAS & typeof ACCESS_SCHEMAS;
export type ProjectedType = keyof Schemas;
type Projections = {
  readonly [T in ProjectedType]: (event: PublicEvent<Type.Static<Schemas[T]>>) => readonly ProjectedRow[];
};

// Total by its type: an event type of the contracts without a line here does not compile.
const PROJECTIONS: Projections = {
  'copse.activity.captured.v1': (event) => [toActivityRow(event)],
  'copse.membership.community-registered.v1': (event) => [toRegistrationRow(event)],
  'copse.membership.charter-changed.v1': (event) => [toCharterRow(event)],
  'copse.membership.identity-linked.v1': (event) => [toIdentityRow(event)],
  'copse.membership.member-joined.v1': (event) => [toJoinRow(event)],
  'copse.membership.member-left.v1': (event) => [toLeaveRow(event)],
  'copse.value.story-drafted.v1': (event) => toStoryRows(event, 'draft'),
  'copse.value.story-revised.v1': (event) => toStoryRows(event, 'draft'),
  'copse.value.story-submitted.v1': (event) => toStoryRows(event, 'submitted'),
  'copse.value.story-published.v1': (event) => toStoryRows(event, 'published'),
  'copse.access.tenant-registered.v1': (event) => [toTenantRow(event)],
  'copse.access.key-issued.v1': (event) => [toAccessKeyRow(event)],
  'copse.access.key-revoked.v1': (event) => [toAccessKeyRow(event)],
};

/**
 * The rows of an event whose data passed its schema. A type nobody here knows gives none. Throws
 * UnprojectableError where the tables cannot hold it.
 */
export function projectEvent(event: PublicEvent): readonly ProjectedRow[] {
  if (!isProjectedType(event.type)) return [];
  // The consumer validated the data against the schema of this very type.
  const project = PROJECTIONS[event.type] as (event: PublicEvent) => readonly ProjectedRow[];
  return project(event);
}

function isProjectedType(type: string): type is ProjectedType {
  return Object.hasOwn(PROJECTIONS, type);
}
