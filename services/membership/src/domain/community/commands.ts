// What can be asked of a community. Ids are made by the caller, so that deciding stays pure.
import type { Charter } from '@copse/contracts';

export type CommunityCommand =
  | {
      readonly type: 'register-community';
      readonly communityId: string;
      readonly key: string;
      readonly name: string;
      readonly charter: Charter;
      readonly timeZone: string;
      readonly frameworkVersion: string;
    }
  | { readonly type: 'change-charter'; readonly charter: Charter };
