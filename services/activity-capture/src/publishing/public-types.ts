// From private event types to public ones. The private part of the log is the sealed column, so the
// data of both events is public as it stands and the relay hands its bytes on.
import { TOPIC_OF_CONTEXT, type ACTIVITY_EVENTS, type IDENTITY_EVENTS } from '@copse/contracts';

/** CloudEvents source of capture's events, and the name of its relay. */
export const CAPTURE_SOURCE = 'copse/activity-capture';

/** The types of the events in capture's log. */
export const CAPTURE_EVENT_TYPES = {
  activityCaptured: 'activity-captured',
  identitySighted: 'identity-sighted',
} as const;
export type CaptureEventType = (typeof CAPTURE_EVENT_TYPES)[keyof typeof CAPTURE_EVENT_TYPES];

/** The version of the shape of each event's data and sealed part. */
export const CAPTURE_SCHEMA_VERSION = 1;

type PublicType = keyof typeof ACTIVITY_EVENTS | keyof typeof IDENTITY_EVENTS;

/** What each event in capture's log is called outside; total, so that a new type needs a decision. */
export const CAPTURE_PUBLIC_TYPES: Readonly<Record<CaptureEventType, PublicType>> = {
  'activity-captured': 'copse.activity.captured.v1',
  'identity-sighted': 'copse.identity.sighted.v1',
};

/** The topic of a public type. Sightings have one of their own: who needs them would read every activity otherwise. */
export function topicOf(publicType: string): string {
  return publicType.startsWith('copse.identity.') ? TOPIC_OF_CONTEXT.identity : TOPIC_OF_CONTEXT.activity;
}
