// What a consumer is given: events with their place, and markers.
import type { PublicEvent, RebuildEndMarker, WatermarkMarker } from '@copse/contracts';
import type Type from 'typebox';
import type { TopicPartition } from '../bus.ts';

/** Public types, each with the schema of its data. */
export type EventSchemas = Readonly<Record<string, Type.TSchema>>;

/** The union of the events of some schemas, told apart by `type`. */
export type EventOf<Schemas extends EventSchemas> = {
  [Name in keyof Schemas & string]: PublicEvent<Type.Static<Schemas[Name]>> & { readonly type: Name };
}[keyof Schemas & string];

/** A valid event, or what the handle step made of it, where it stood, and its bytes. */
export interface ConsumedEvent<Event = PublicEvent> extends TopicPartition {
  readonly event: Event;
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer;
}

/** A marker and where it stood. */
export interface ConsumedMarker extends TopicPartition {
  readonly marker: WatermarkMarker | RebuildEndMarker;
  readonly offset: bigint;
}
