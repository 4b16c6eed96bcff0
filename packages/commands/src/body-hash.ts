// The hash by which a replayed request is told from another one under the same Idempotency-Key. It is keyed,
// since bodies hold names and words: whoever reads the rows must not be able to confirm a guess.
import type { References } from '@copse/personal-data';

/** The tenant's keyed hash (32 hex digits) of JSON in canonical form: keys sorted, no white space. */
export function hashBody(references: References, tenant: string, body: unknown): string {
  return references.ofTenant(tenant).contentHash(JSON.stringify(sortKeys(body)) ?? 'null');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  // Keys are ordered by code unit; a null prototype keeps `__proto__` an ordinary key.
  const sorted: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))) {
    sorted[key] = sortKeys(item);
  }
  return sorted;
}
