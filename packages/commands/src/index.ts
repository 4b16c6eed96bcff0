// From a request to the log and back.
export { hashBody } from './body-hash.ts';
export { cutPage, decodeCursor, encodeCursor, type Page } from './cursor.ts';
export { InstantInput, normaliseInstant } from './instant.ts';
