// What can happen between a person and a community. The stream is `member/<communityId>/<personId>`.
// A commitment is the person's own words and travels sealed; null where none was given or its key is gone.
import type { MemberJoined, MemberLeft } from '@copse/contracts';
import type { DomainEvent } from '@copse/event-store';

export type MemberEvent =
  | DomainEvent<'member-joined', MemberJoined & { readonly commitment: string | null }>
  | DomainEvent<'commitment-stated', CommitmentStated>
  | DomainEvent<'member-left', MemberLeft>;

export interface CommitmentStated {
  readonly communityId: string;
  readonly communityKey: string;
  readonly personId: string;
  readonly commitment: string | null;
}
