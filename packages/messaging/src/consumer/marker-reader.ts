// Markers travel in the topics beside events. This tells them apart and checks their form.
import { MARKER_KEY, RebuildEndMarker, WatermarkMarker } from '@copse/contracts';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { IncomingRecord } from '../bus.ts';
import { describeErrors, parseJson } from './event-reader.ts';
import { proceed, refuse, type StepResult } from './step-result.ts';
import { tolerateUnknown } from './tolerant-schema.ts';

const markerKey = Buffer.from(MARKER_KEY, 'utf8');
const validator = Compile(tolerateUnknown(Type.Union([WatermarkMarker, RebuildEndMarker])));

/** Whether a record is a marker and no event. */
export function isMarker(record: IncomingRecord): boolean {
  return record.key !== null && record.key.length === markerKey.length && markerKey.equals(record.key);
}

/** Reads a marker. */
export function readMarker(record: IncomingRecord): StepResult<WatermarkMarker | RebuildEndMarker> {
  if (record.value === null) return refuse('parse', 'null-value', 'the marker has no value');
  const parsed = parseJson(record.value);
  if (parsed.kind !== 'ok') return parsed;
  if (!validator.Check(parsed.value))
    return refuse('validate', 'bad-marker', describeErrors(validator, parsed.value));
  return proceed(parsed.value as WatermarkMarker | RebuildEndMarker);
}
