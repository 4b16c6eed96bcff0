// Consumed messages are checked tolerantly: what a newer producer added is ignored, otherwise a rolling
// upgrade would put every event with a new field aside.
import type Type from 'typebox';

/** A copy of a schema, as plain JSON Schema, that nowhere forbids additional properties. */
export function tolerateUnknown(schema: Type.TSchema): Type.TSchema {
  return loosen(JSON.parse(JSON.stringify(schema))) as Type.TSchema;
}

function loosen(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(loosen);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(
    ([name, value]) => !(name === 'additionalProperties' && value === false),
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, loosen(value)]));
}
