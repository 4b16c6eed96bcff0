// Takes the place of kafkajs' framing of requests: the same bytes, copied once where it copies them twice into
// buffers of up to twice their size, cleared before. For a relay that was most of the memory it went through,
// and most of what the collector did. A property test compares the frames with kafkajs' own.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
/** kafkajs' connections take it when they are loaded: it is replaced before. */
export const FRAMING_PATH = 'kafkajs/src/protocol/request.js';

/** What a request encodes to; kafkajs' encoders look like this too. */
export interface EncodedRequest {
  readonly buf: Buffer;
  readonly buffer: Buffer;
  size(): number;
}

/** A request to frame: everything of it comes after a head that says what it is and who sends it. */
export interface RequestToFrame {
  readonly correlationId: number;
  readonly clientId: string | null;
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    /** Where it heeds `room`, the payload begins so many bytes into the buffer, and is not copied again. */
    encode(room?: number): Promise<EncodedRequest & { readonly room?: number }>;
  };
}

export type RequestFraming = (given: RequestToFrame) => Promise<EncodedRequest>;

/** The framing kafkajs brings. */
export const frameAsKafkajs = require(FRAMING_PATH) as RequestFraming;

const LENGTH_BYTES = 4;
const FIXED_HEAD_BYTES = LENGTH_BYTES + 10;

/** The same frame in one buffer. */
export const frameInOneBuffer: RequestFraming = async ({ correlationId, clientId, request }) => {
  const headBytes = FIXED_HEAD_BYTES + (clientId === null ? 0 : Buffer.byteLength(clientId, 'utf8'));
  const encoded = await request.encode(headBytes);
  const frame = encoded.room === headBytes ? encoded.buffer : precede(headBytes, encoded.buffer);
  frame.writeInt32BE(frame.length - LENGTH_BYTES, 0);
  frame.writeInt16BE(request.apiKey, 4);
  frame.writeInt16BE(request.apiVersion, 6);
  frame.writeInt32BE(correlationId, 8);
  frame.writeInt16BE(clientId === null ? -1 : headBytes - FIXED_HEAD_BYTES, 12);
  if (clientId !== null) frame.write(clientId, FIXED_HEAD_BYTES, 'utf8');
  return asEncoded(frame);
};

/** A buffer as kafkajs takes what was encoded. */
export function asEncoded(buffer: Buffer): EncodedRequest {
  return { buf: buffer, buffer, size: () => buffer.length };
}

function precede(headBytes: number, payload: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(headBytes + payload.length);
  payload.copy(frame, headBytes);
  return frame;
}
