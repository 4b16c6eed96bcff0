// An activity as an app sends it in the native format, after its shape was validated. Everything in it
// may be personal: names, texts, addresses, and the source's own ids too (a Message-ID, a mailto:).

/** Something in a source: a person, a post, a thread. `source` is the activity's own where it is absent. */
export interface SentThing {
  readonly id: string;
  readonly source?: string;
}

/** Who acted. */
export interface SentActor extends SentThing {
  readonly name?: string;
  /** True for an automaton; what it does is never counted as a person's act. */
  readonly bot?: boolean;
}

/** What was acted upon. */
export interface SentTarget {
  readonly id?: string;
  readonly source?: string;
  /** Who made the target, where the source says so. */
  readonly author?: SentThing;
}

/** The native activity body; `Act` and `Kind` are the names the contracts know. */
export interface SentActivity<Act extends string = string, Kind extends string = string> {
  readonly source: string;
  readonly id: string;
  readonly community: string;
  readonly act: Act;
  readonly kind?: Kind;
  /** RFC 3339 with an offset. */
  readonly occurredAt: string;
  readonly actor?: SentActor;
  readonly target?: SentTarget;
  readonly thread?: SentThing;
  readonly mentions?: readonly SentThing[];
  readonly topics?: readonly string[];
  /** +1 or −1, with a vote only. */
  readonly polarity?: 1 | -1;
  readonly text?: string;
  readonly title?: string;
  readonly url?: string;
  readonly disclosesDifficulty?: boolean;
}
