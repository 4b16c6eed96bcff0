// What the operating system says when a peer cannot be reached or went away. Every client of a network passes
// these codes on, and all of them pass by themselves or by an operator's hand.

/** Codes of `error.code`. */
export const NETWORK_FAILURE_CODES: readonly string[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
];
