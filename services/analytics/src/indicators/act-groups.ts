// The act table's columns as lists of names, as the queries need them.
import { ACT_NAMES, ACTS, type Act, type ActMeaning } from '@copse/contracts';

function actsWhere(holds: (meaning: ActMeaning) => boolean): readonly Act[] {
  return ACT_NAMES.filter((name) => holds(ACTS[name]));
}

/** Whoever does one of these contributes. */
export const CONTRIBUTION_ACTS = actsWhere((meaning) => meaning.contribution);
/** Whoever does one of these is active: contributions and attendance. Reading alone is an event. */
export const ACTIVE_ACTS = actsWhere((meaning) => meaning.contribution || meaning.attendance);
/** Replies to what somebody else wrote. */
export const REPLY_ACTS = actsWhere((meaning) => meaning.reply);
/** Whoever does one of these ties to the author of its target (mentions come on top, with any act). */
export const TIE_ACTS = actsWhere((meaning) => meaning.tie);
