// What can be asked of an identity.
import type { IdentityRegistered } from './events.ts';

export type IdentityCommand = { readonly type: 'register-identity' } & IdentityRegistered;
