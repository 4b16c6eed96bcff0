// An identity as its stream tells it: free, or some person's.
import type { IdentityRegistered } from './events.ts';

export type IdentityState =
  | { readonly status: 'free' }
  | ({ readonly status: 'registered' } & IdentityRegistered);
