// A person as their stream tells it: the identities that are theirs.

export interface RegisteredPerson {
  readonly status: 'registered';
  readonly personId: string;
  readonly identityIds: readonly string[];
}

export type PersonState = { readonly status: 'unregistered' } | RegisteredPerson;
