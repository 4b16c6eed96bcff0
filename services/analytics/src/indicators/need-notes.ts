// What the indicators of needs have in common.

/** What a need and its reply are, for the catalogue. */
export const NEED_NOTES: readonly string[] = [
  'A need is an ask of kind problem-solving, request-for-information or seeking-experience, by anybody but a bot.',
  'A reply is an answer, reply or comment by another person, no bot, in this community that targets the need; one that names its thread and no target is to what began the thread. An anonymous reply is nobody’s, so it ends no wait.',
  'A reply dated up to a day before its need (clocks differ) ended the wait at once; an older one is no reply to it.',
  'The activities behind it are the needs opened in W, also those not judged yet, and every such reply to them.',
];
