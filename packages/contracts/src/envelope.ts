// The envelope of every public event: CloudEvents 1.0, structured mode, JSON. The log composes it as
// text and the relay hands the bytes on. Watermark markers travel in the same topics and are no events.
import Type from 'typebox';
import { Instant, TenantId, Uuid } from './primitives.ts';

/** The CloudEvents attributes and Copse's extensions, without `data`. Unknown attributes are ignored. */
export const EnvelopeAttributes = Type.Object({
  specversion: Type.Literal('1.0'),
  /** The stored event's id. */
  id: Uuid,
  /** `copse/<service>`. */
  source: Type.String({ minLength: 1, maxLength: 100 }),
  /** `copse.<context>.<past-tense>.v<major>`. */
  type: Type.String({ minLength: 1, maxLength: 200 }),
  /** The stream, without its tenant. */
  subject: Type.String({ minLength: 1, maxLength: 300 }),
  /** When the log recorded it. */
  time: Instant,
  datacontenttype: Type.Literal('application/json'),
  /** Extension: the tenant. */
  tenantid: TenantId,
  /** Extension: the event's version in its stream, from 1. */
  streamversion: Type.Integer({ minimum: 1 }),
  /** Extension (W3C trace context): the request that caused it. */
  traceparent: Type.Optional(Type.String({ maxLength: 55 })),
});
export type EnvelopeAttributes = Type.Static<typeof EnvelopeAttributes>;

/** A public event as it stands in a topic. */
export interface PublicEvent<Data = unknown> extends EnvelopeAttributes {
  data: Data;
}

/** The key of every watermark and end-of-rebuild marker record. */
export const MARKER_KEY = 'copse-marker';

/**
 * A watermark in a partition: every event this relay's log recorded before `at` has been sent to this
 * partition already. `at` only rises within an epoch; a marker of an older epoch is ignored.
 */
export const WatermarkMarker = Type.Object({
  marker: Type.Literal('watermark'),
  source: Type.String({ minLength: 1, maxLength: 100 }),
  epoch: Type.Integer({ minimum: 0 }),
  at: Instant,
});
export type WatermarkMarker = Type.Static<typeof WatermarkMarker>;

/** The end of a replay into a rebuild topic, one per partition. */
export const RebuildEndMarker = Type.Object({
  marker: Type.Literal('rebuild-end'),
  source: Type.String({ minLength: 1, maxLength: 100 }),
  rebuildId: Uuid,
  at: Instant,
});
export type RebuildEndMarker = Type.Static<typeof RebuildEndMarker>;

/** The Kafka key of an event: tenant and stream, so that a stream keeps its order. */
export function recordKey(tenant: string, streamId: string): string {
  return `${tenant}/${streamId}`;
}
