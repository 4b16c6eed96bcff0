// kafkajs as this folder uses it. It is no longer maintained and pinned, so what is dear or wrong in it is
// replaced from here, part by part, before it loads them. Import kafkajs' values from this file and no other.
import { createRequire } from 'node:module';
import type * as kafkajs from 'kafkajs';
import { decodeInOnePass, DECODER_PATH } from './fetched-records.ts';
import { groupInOnePass, GROUPING_PATH } from './message-grouping.ts';
import { encodeInOnePass, PRODUCE_PATH } from './produce-request.ts';
import { FRAMING_PATH, frameInOneBuffer } from './request-framing.ts';
import { installQuietQueue } from './request-queue.ts';

const require = createRequire(import.meta.url);
/** Each file has loaded what it replaces: it is in the cache, and is put away there. */
const REPLACED: readonly (readonly [path: string, replacement: unknown])[] = [
  [FRAMING_PATH, frameInOneBuffer],
  [GROUPING_PATH, groupInOnePass],
  [PRODUCE_PATH, encodeInOnePass],
  [DECODER_PATH, decodeInOnePass],
];

if (require.cache[require.resolve('kafkajs')] !== undefined)
  throw new Error('kafkajs was loaded before its parts could be replaced: import it from kafkajs.ts only');
for (const [path, replacement] of REPLACED) {
  const module = require.cache[require.resolve(path)];
  if (module !== undefined) module.exports = replacement;
}
installQuietQueue();

export const { ConfigResourceTypes, Kafka, logLevel } = require('kafkajs') as typeof kafkajs;
