// What the indicators of the reply graph have in common.
import { ACT_NAMES } from '@copse/contracts';

/** Any act may mention somebody; replies and thanks tie besides. */
export const TIE_SOURCE_ACTS = ACT_NAMES;

/** How the reply graph is made, for the catalogue. */
export const TIE_NOTES: readonly string[] = [
  'A tie is a reply (answer, reply, comment), a thank or a mention of one person to another in W; bots and oneself are left out.',
  'The author of a target is whom the app names, else the actor of the target’s own activity in this community, whenever it happened; a reply or thank that names its thread and no target goes to who began the thread.',
  'Nodes are the members at the end of W, the other actors in W, and whoever a tie in W reaches besides.',
];
