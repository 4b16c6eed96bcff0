// The steps from a record's bytes to a valid event: parse, validate, upcast. Pure; a refusal is a value.
import { isUtf8 } from 'node:buffer';
import { EnvelopeAttributes, recordKey, type PublicEvent } from '@copse/contracts';
import Type from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { IncomingRecord } from '../bus.ts';
import type { EventSchemas } from './consumed.ts';
import { drop, proceed, refuse, type Refusal, type StepResult } from './step-result.ts';
import { tolerateUnknown } from './tolerant-schema.ts';

/** The most bytes an event may have; larger ones are put aside before they are parsed. */
export const EVENT_BYTES_MAX = 1_048_576;
const REASON_LENGTH_MAX = 1_500;
const ERRORS_SHOWN_MAX = 5;

/** Makes an older event a newer one; pure. Throws where it cannot. */
export type EventUpcaster = (event: PublicEvent) => PublicEvent;

export interface EventReaderOptions {
  readonly schemas: EventSchemas;
  readonly upcasters?: Readonly<Record<string, EventUpcaster>> | undefined;
  /** The context of a topic, such as `activity`; an event of another context in it is refused. */
  contextOf(topic: string): string | undefined;
  /** Whether a record without a value is a deletion (compacted topics) or a fault. */
  isCompacted(topic: string): boolean;
}

/** Reads one record of a topic. */
export type EventReader = (topic: string, record: IncomingRecord) => StepResult<PublicEvent>;

/** Compiles the schemas once and makes a reader. */
export function createEventReader(options: EventReaderOptions): EventReader {
  const validators = new Map<string, Validator>();
  for (const [type, schema] of Object.entries(options.schemas)) validators.set(type, compileEvent(schema));
  const bases = new Set([...validators.keys()].map(baseOf));
  const isEnvelope = Compile(tolerateUnknown(EnvelopeAttributes));

  function validate(topic: string, record: IncomingRecord, parsed: object): StepResult<PublicEvent> {
    const type = 'type' in parsed && typeof parsed.type === 'string' ? parsed.type : '';
    const validator = validators.get(type);
    if (validator === undefined) return explainUnknown(topic, type, parsed);
    if (!validator.Check(parsed)) return refuse('validate', 'schema', describeErrors(validator, parsed));
    const event = parsed as PublicEvent;
    return refuseForeignKey(record, event) ?? proceed(event);
  }

  function explainUnknown(topic: string, type: string, parsed: object): StepResult<PublicEvent> {
    if (!isEnvelope.Check(parsed)) return refuse('validate', 'envelope', describeErrors(isEnvelope, parsed));
    const context = options.contextOf(topic);
    if (context !== undefined && !type.startsWith(`copse.${context}.`))
      return refuse(
        'validate',
        'foreign-type',
        `${type} has no place in ${topic}, which holds copse.${context}.*`,
      );
    if (bases.has(baseOf(type)))
      return refuse(
        'validate',
        'unknown-version',
        `this program does not know ${type}; redrive it after an upgrade`,
      );
    return drop('unknown-type');
  }

  function upcast(event: PublicEvent): StepResult<PublicEvent> {
    const upcaster = options.upcasters?.[event.type];
    if (upcaster === undefined) return proceed(event);
    try {
      return proceed(upcaster(event));
    } catch (error) {
      return refuse(
        'upcast',
        'upcast-failed',
        shorten(error instanceof Error ? error.message : String(error)),
      );
    }
  }

  return (topic, record) => {
    if (record.value === null)
      return options.isCompacted(topic)
        ? drop('tombstone')
        : refuse('parse', 'null-value', 'the record has no value');
    if (record.value.length > EVENT_BYTES_MAX)
      return refuse(
        'parse',
        'oversize',
        `the value has ${record.value.length} bytes, at most ${EVENT_BYTES_MAX} are read`,
      );
    const parsed = parseJson(record.value);
    if (parsed.kind !== 'ok') return parsed;
    const valid = validate(topic, record, parsed.value);
    return valid.kind === 'ok' ? upcast(valid.value) : valid;
  };
}

/** Parses a record's value as a JSON object. */
export function parseJson(value: Buffer): StepResult<object> {
  if (!isUtf8(value)) return refuse('parse', 'bad-utf8', 'the value is not UTF-8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(value.toString('utf8'));
  } catch {
    // The parser's own message quotes the text, which belongs into the original bytes alone.
    return refuse('parse', 'bad-json', 'the value is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return refuse('parse', 'not-an-object', 'the value is JSON but no object');
  return proceed(parsed);
}

/** What a validator holds against a value: paths and rules, never the value itself. */
export function describeErrors(validator: Validator, value: unknown): string {
  const errors = validator.Errors(value);
  const shown = errors
    .slice(0, ERRORS_SHOWN_MAX)
    .map((error) => `${error.instancePath || '/'} ${error.message}`);
  const more = errors.length > shown.length ? `; ${errors.length - shown.length} more` : '';
  return shorten(shown.join('; ') + more);
}

function compileEvent(data: Type.TSchema): Validator {
  return Compile(tolerateUnknown(Type.Object({ ...EnvelopeAttributes.properties, data })));
}

/** `copse.activity.captured` of `copse.activity.captured.v1`. */
function baseOf(type: string): string {
  return type.replace(/\.v\d+$/, '');
}

/** The key carries tenant and stream too; a record under another tenant's key is not to be trusted. */
function refuseForeignKey(record: IncomingRecord, event: PublicEvent): Refusal | undefined {
  const expected = recordKey(event.tenantid, event.subject);
  if (record.key !== null && record.key.toString('utf8') === expected) return undefined;
  return refuse(
    'validate',
    'key-mismatch',
    'the record key does not name the tenant and stream of the event',
  );
}

function shorten(text: string): string {
  return text.length <= REASON_LENGTH_MAX ? text : `${text.slice(0, REASON_LENGTH_MAX)}…`;
}
