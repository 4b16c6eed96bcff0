// An activity as an app posts it, and what becomes of it.
import type { Act, ActivityKind } from '@copse/contracts';
import type { ProblemDetails } from './problem.ts';

/** Something an app knows by an id of its own; `source` defaults to the activity's. */
export interface SourcedId {
  readonly id: string;
  readonly source?: string;
}

/** Who acted. */
export interface Actor extends SourcedId {
  readonly name?: string;
  readonly bot?: boolean;
}

/** What happened in an app. `(source, id)` makes it unique: sent again it counts once. */
export interface Activity {
  readonly source: string;
  readonly id: string;
  readonly community: string;
  readonly act: Act;
  /** Default `other`. */
  readonly kind?: ActivityKind;
  /** RFC 3339 with an offset. */
  readonly occurredAt: string;
  /** Absent for an anonymous act. */
  readonly actor?: Actor;
  readonly target?: { readonly id?: string; readonly source?: string; readonly author?: SourcedId };
  readonly thread?: SourcedId;
  readonly mentions?: readonly SourcedId[];
  readonly topics?: readonly string[];
  /** Of a vote, and of nothing else. */
  readonly polarity?: 1 | -1;
  /** At most 64 KiB. */
  readonly text?: string;
  readonly title?: string;
  readonly url?: string;
  readonly disclosesDifficulty?: boolean;
}

/** An activity that is durable: new, or known with the same content. */
export interface AcceptedActivity {
  readonly status: 'created' | 'same';
  readonly activityRef: string;
}

/** An activity that was not taken: known with other content, or wrong. Sending it again changes nothing. */
export interface RefusedActivity {
  readonly status: 'conflict' | 'refused';
  readonly problem: ProblemDetails;
}

/** The fate of one activity of a batch. */
export type ActivityResult = AcceptedActivity | RefusedActivity;
