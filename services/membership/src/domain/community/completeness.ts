// A community of practice has a domain, a community and a practice (Wenger, McDermott & Snyder 2002).
// Here stands which of the three a charter lacks, and why, in words a coordinator can act on.
import type { Charter } from '@copse/contracts';

export type CharterPart = 'domain' | 'community' | 'practice';

export interface MissingPart {
  readonly part: CharterPart;
  readonly why: string;
}

export interface Completeness {
  readonly isCommunityOfPractice: boolean;
  /** In the order domain, community, practice. */
  readonly missing: readonly MissingPart[];
}

/** Says whether a charter makes a community of practice, and what it lacks where it does not. */
export function assessCharter(charter: Charter): Completeness {
  const reasons: readonly (readonly [CharterPart, string | null])[] = [
    ['domain', whyDomainIsMissing(charter.domain)],
    ['community', whyCommunityIsMissing(charter.community)],
    ['practice', whyPracticeIsMissing(charter.practice)],
  ];
  const missing = reasons.flatMap(([part, why]) => (why === null ? [] : [{ part, why }]));
  return { isCommunityOfPractice: missing.length === 0, missing };
}

function whyDomainIsMissing(domain: Charter['domain']): string | null {
  if (domain === undefined) {
    return 'The charter names no domain: say which concern its members share and what is at stake in it.';
  }
  if (isBlank(domain.concern)) {
    return 'The domain names no shared concern: without one, people have no reason to learn together.';
  }
  return null;
}

function whyCommunityIsMissing(community: Charter['community']): string | null {
  if (community === undefined) {
    return 'The charter names no community: say who interacts and learns together, and by which norms.';
  }
  if (isBlank(community.who)) {
    return 'The community does not say who belongs to it: a domain alone is a topic, not a community.';
  }
  return null;
}

function whyPracticeIsMissing(practice: Charter['practice']): string | null {
  if (practice === undefined) {
    return 'The charter names no practice: say what members share and build, and in which rhythm they meet.';
  }
  if (practice.repertoire.every(isBlank)) {
    return 'The practice names no shared repertoire: experience, tools, documents or ways of doing things.';
  }
  if (isBlank(practice.rhythm)) {
    return 'The practice has no rhythm: say when and how members meet or exchange.';
  }
  return null;
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
