// Where a page of activities ends, as a word that clients hand back unread.
import { problem } from '@copse/http';
import type { ActivityBehind, ActivityPosition } from '../indicators/activities-behind.ts';

const POSITION = /^(-?\d{1,15})\.([0-9a-f]{64})$/;

/** The cursor after this activity. */
export function writeCursor({ occurredAt, activityRef }: ActivityBehind): string {
  return Buffer.from(`${Date.parse(occurredAt)}.${activityRef}`).toString('base64url');
}

/** The position a cursor names. Throws problem 400 where it is none of ours. */
export function readCursor(cursor: string): ActivityPosition {
  const [, occurredAtMs, activityRef] = POSITION.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (occurredAtMs === undefined || activityRef === undefined) {
    const detail = 'cursor is not the nextCursor of an earlier page; leave it out to begin at the start';
    const fault = { in: 'query', pointer: '/cursor', code: 'cursor-unknown', detail } as const;
    throw problem({ status: 400, code: 'cursor-unknown', detail, errors: [fault] });
  }
  return { occurredAtMs: Number(occurredAtMs), activityRef };
}
