// What a person did, and what that act means for the indicators (Wenger-Trayner's practice view of
// participation). The table is data: capture validates against it, analytics reads its columns.
import Type from 'typebox';

/** What an act counts as. One that fills no column is an event and nothing more. */
export interface ActMeaning {
  /** Counts as a contribution: whoever does it is active in that window. */
  readonly contribution: boolean;
  /** Counts as being active without being a contribution (attendance). */
  readonly attendance: boolean;
  /** A reply to what somebody else wrote: the first by another human ends the wait of a need. */
  readonly reply: boolean;
  /** Makes a directed tie from the actor to the author of the target; a mention makes one with any act. */
  readonly tie: boolean;
}

const act = (meaning: Partial<ActMeaning> = {}): ActMeaning => ({
  contribution: false,
  attendance: false,
  reply: false,
  tie: false,
  ...meaning,
});
const contribution = act({ contribution: true });
const reply = act({ contribution: true, reply: true, tie: true });

/** Every act Copse knows, with its meaning. The order is the catalogue's order. */
export const ACTS = {
  ask: contribution,
  answer: reply,
  reply,
  comment: reply,
  accept: act(),
  resolve: act(),
  reopen: act(),
  thank: act({ tie: true }),
  endorse: act(),
  vote: act(),
  create: contribution,
  revise: contribution,
  document: contribution,
  use: act(),
  reuse: contribution,
  attend: act({ attendance: true }),
  host: contribution,
  facilitate: contribution,
  welcome: contribution,
  steward: contribution,
  broker: contribution,
  'find-gap': contribution,
  'close-gap': contribution,
  'disclose-difficulty': contribution,
  visit: contribution,
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
