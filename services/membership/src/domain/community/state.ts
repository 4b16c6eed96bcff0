// A community as its stream tells it.
import type { Charter } from '@copse/contracts';

export interface RegisteredCommunity {
  readonly status: 'registered';
  readonly communityId: string;
  readonly key: string;
  readonly name: string;
  readonly charter: Charter;
  readonly timeZone: string;
  readonly frameworkVersion: string;
}

export type CommunityState = { readonly status: 'unregistered' } | RegisteredCommunity;
