// A record a consumer could not take in, with why, where and the original bytes, so that it can be redriven.
import Type from 'typebox';

/** The value of a record in a dead-letter topic. */
export const DeadLetter = Type.Object({
  /** The consumer group that gave up. */
  group: Type.String({ minLength: 1, maxLength: 200 }),
  topic: Type.String({ minLength: 1, maxLength: 249 }),
  partition: Type.Integer({ minimum: 0 }),
  /** A 64-bit integer as text. */
  offset: Type.String({ pattern: '^\\d{1,19}$' }),
  /** The step that refused it. */
  step: Type.Union([
    Type.Literal('parse'),
    Type.Literal('validate'),
    Type.Literal('upcast'),
    Type.Literal('handle'),
    Type.Literal('buffer'),
  ]),
  /** A code such as `unknown-type`, then a sentence. */
  code: Type.String({ minLength: 1, maxLength: 100 }),
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
  /** The original key and value, base64; null where the record had none. */
  keyBase64: Type.Union([Type.String(), Type.Null()]),
  valueBase64: Type.Union([Type.String(), Type.Null()]),
  at: Type.String({ minLength: 24, maxLength: 24 }),
});
export type DeadLetter = Type.Static<typeof DeadLetter>;
