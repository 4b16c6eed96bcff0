// What can be asked of an API key.
import type { Scope } from '@copse/contracts';

export type ApiKeyCommand =
  | {
      readonly type: 'issue-key';
      readonly keyId: string;
      readonly tenantId: string;
      readonly label: string;
      readonly secretHash: string;
      readonly scopes: readonly Scope[];
      readonly expiresAt: string | null;
      /** What whoever asks may do themselves: nobody grants more. */
      readonly grantorScopes: readonly Scope[];
      /** The instant of asking, RFC 3339 UTC with milliseconds. */
      readonly askedAt: string;
    }
  | { readonly type: 'revoke-key' };
