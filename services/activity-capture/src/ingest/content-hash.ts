// Whether two posts of one (source, id) say the same: the body in canonical form (RFC 8785), so that order
// of members and white space make no difference and everything else does. What is kept of it is keyed,
// because a plain hash of a short text can be guessed back.
import canonicalize from 'canonicalize';
import type { References } from '@copse/personal-data';

/** 64 hex digits for a JSON value of a tenant. */
export type HashContent = (tenant: string, content: object) => string;

/** Creates the hash over the keyed references of an installation. */
export function createContentHash(references: Pick<References, 'contentHash'>): HashContent {
  return (tenant, content) => {
    const text = canonicalize(content);
    if (text === undefined) throw new TypeError('content has no canonical form');
    return references.contentHash(tenant, text);
  };
}
