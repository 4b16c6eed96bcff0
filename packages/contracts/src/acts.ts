// What a person did, and what that act means for the indicators (Wenger-Trayner's practice view of
// participation). The table is data: capture validates against it, analytics reads its columns.
import Type from 'typebox';

/** What an act counts as. `never` fills no column: the act is an event and nothing more. */
export interface ActMeaning {
  /** Counts as a contribution: whoever does it is active in that window. */
  readonly contribution: boolean;
  /** Counts as being active without being a contribution (attendance). */
  readonly attendance: boolean;
  /** A reply to what somebody else wrote: the first by another human ends the wait of a need. */
  readonly reply: boolean;
  /** Makes a directed tie from the actor to the author of the target in the reply graph. */
  readonly tie: boolean;
  /** Counts as an act of leadership. */
  readonly leadership: boolean;
}

const act = (meaning: Partial<ActMeaning> = {}): ActMeaning => ({
  contribution: false,
  attendance: false,
  reply: false,
  tie: false,
  leadership: false,
  ...meaning,
});
const contribution = act({ contribution: true });
const reply = act({ contribution: true, reply: true, tie: true });
const leadership = act({ contribution: true, tie: true, leadership: true });

/** Every act Copse knows, with its meaning. The order is the catalogue's order. */
export const ACTS = {
  ask: contribution,
  answer: reply,
  reply,
  comment: reply,
  accept: act({ tie: true }),
  resolve: act(),
  reopen: act(),
  thank: act({ tie: true }),
  endorse: act({ tie: true }),
  vote: act(),
  create: contribution,
  revise: act({ contribution: true, tie: true }),
  document: contribution,
  use: act({ tie: true }),
  reuse: act({ contribution: true, tie: true }),
  attend: act({ attendance: true }),
  host: leadership,
  facilitate: leadership,
  welcome: leadership,
  steward: leadership,
  broker: leadership,
  'find-gap': contribution,
  'close-gap': contribution,
  'disclose-difficulty': contribution,
  visit: act({ contribution: true, tie: true }),
  read: act(),
  join: act(),
  leave: act(),
} as const satisfies Record<string, ActMeaning>;

/** The name of an act, such as `answer`. */
export type Act = keyof typeof ACTS;

/** The names of all acts, in the catalogue's order. */
export const ACT_NAMES = Object.keys(ACTS) as readonly Act[];

/** Schema of an act's name. */
export const ActSchema = Type.Enum([...ACT_NAMES]);
