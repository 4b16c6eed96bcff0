// What Node refuses before there is a request: broken syntax, headers without end, a client too slow.
import type { Socket } from 'node:net';
import { PROBLEM_MEDIA_TYPE, problem } from './problem.ts';

const ANSWERS: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request-timeout', 'the request took too long to arrive; send it again'],
  HPE_HEADER_OVERFLOW: [431, 'headers-too-large', 'the headers are too large; send less of them'],
};
const MALFORMED = [400, 'malformed-http', 'this is not HTTP/1.1'] as const;

/** Answers on the bare socket and closes it. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, detail] = ANSWERS[error.code ?? ''] ?? MALFORMED;
  const answer = problem({ status, code, detail });
  const body = JSON.stringify(answer.details);
  const head = [
    `HTTP/1.1 ${status} ${answer.details.title}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
