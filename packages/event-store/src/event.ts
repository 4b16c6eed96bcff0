// What an event is, before and after the log recorded it.

/** Anything JSON can hold. Numbers beyond a double and strings with NUL never get this far. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An event as a decider returns it: a type and a public part, and optionally a sealed part. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** An event on its way into the log. */
export interface NewEvent {
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** The public part. */
  readonly data: unknown;
  /** Encrypted personal parts, base64; never leaves the service. */
  readonly sealed: string | null;
}

/** Who and what caused the events of one append. */
export interface EventMetadata {
  /** W3C trace context of the request. */
  readonly traceparent?: string;
  /** The API key that asked. */
  readonly keyId?: string;
}

/** A place in the feed. Compared by incarnation, then xid, then pos, as numbers and never as text. */
export interface FeedPosition {
  readonly incarnation: number;
  readonly xid: bigint;
  readonly pos: bigint;
}

/** An event as the log recorded it. */
export interface RecordedEvent {
  readonly tenant: string;
  readonly streamId: string;
  /** From 1, without a hole. */
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** RFC 3339, UTC, milliseconds. */
  readonly recordedAt: string;
  readonly data: unknown;
  readonly sealed: string | null;
  readonly meta: EventMetadata;
}
