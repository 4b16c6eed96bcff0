// What can be asked of a person.

/** An identity to be linked: one that membership minted, or one that capture minted for the same lookup. */
export interface IdentityToLink {
  readonly identityId: string;
  readonly bot: boolean;
}

export type PersonCommand =
  | {
      readonly type: 'register-person';
      readonly personId: string;
      readonly identities: readonly IdentityToLink[];
    }
  | { readonly type: 'link-identities'; readonly identities: readonly IdentityToLink[] };
