// Value types that several events and routes share. Every string is bounded; what PostgreSQL cannot
// hold (NUL, lone surrogates) is refused by packages/http before a route sees it.
import Type from 'typebox';

/** A tenant: a short slug, as it stands in keys and stream names. */
export const TenantId = Type.String({
  minLength: 1,
  maxLength: 63,
  pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
});

/** A community's key: a slug that is unique within its tenant. */
export const CommunityKey = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
});

/** A random identifier in UUID form. */
export const Uuid = Type.String({
  minLength: 36,
  maxLength: 36,
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});

/**
 * A keyed hash (BLAKE2b under the tenant's secret) of a source and an id in it: 32 hex digits. It says that two things
 * are the same and nothing else.
 */
export const KeyedReference = Type.String({ minLength: 32, maxLength: 32, pattern: '^[0-9a-f]{32}$' });

/** A keyed hash (BLAKE2b under a secret of the tenant's own) by which an identity is found: 64 hex digits. */
export const IdentityLookup = Type.String({ minLength: 64, maxLength: 64, pattern: '^[0-9a-f]{64}$' });

/** An instant in RFC 3339 form, UTC, with milliseconds: `2018-03-12T17:00:45.567Z`. */
export const Instant = Type.String({
  minLength: 24,
  maxLength: 24,
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
});

/** An IANA time zone name such as `Europe/Lisbon`; whether it exists is the domain's rule. */
export const TimeZone = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_+\\-/]+$' });

/** The name of an app that posts activities, such as `stackexchange:quantumcomputing`. */
export const SourceName = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._:/@+-]*$',
});
