// A membership as its stream tells it: never begun, going on, or ended (and free to begin again).

export interface CurrentMember {
  readonly status: 'member';
  readonly joinedAt: string;
  readonly commitment: string | null;
}

export interface FormerMember {
  readonly status: 'left';
  readonly joinedAt: string;
  readonly leftAt: string;
}

export type MemberState = { readonly status: 'never' } | CurrentMember | FormerMember;
