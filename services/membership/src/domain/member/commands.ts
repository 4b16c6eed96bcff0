// What can be asked of a membership. Instants are RFC 3339, UTC, with milliseconds: they compare as text.

interface Membership {
  readonly communityId: string;
  readonly communityKey: string;
  readonly personId: string;
}

export type MemberCommand =
  | (Membership & {
      readonly type: 'join';
      readonly joinedAt: string;
      /** Null says nothing about the commitment: one stated earlier in this membership stays. */
      readonly commitment: string | null;
    })
  | (Membership & { readonly type: 'leave'; readonly leftAt: string });
