// Stands between an importer and an installation and writes down every activity and its answer, each before
// it is handed on. The importer is the one people run; what it was told is on disk whatever becomes of it.
import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as openRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { ActivityJournal, AnsweredActivity, SentActivity } from './activity-journal.ts';

/** A gateway under way. */
export interface JournallingGateway {
  readonly url: string;
  /** Activities acknowledged since it started, those acknowledged again included. */
  acknowledged(): number;
  /** Batches that were sent and not answered yet. */
  openBatches(): number;
  /** Requests that are no batch: answered since it started, and not answered yet. */
  answeredOthers(): number;
  openOthers(): number;
  /** Keeps every batch so long from now on: a small dump is then under way for all that should happen meanwhile. */
  delayBatches(batchDelayMs: number): void;
  stop(): Promise<void>;
}

const BATCH_PATH = '/v1/activities:batch';

interface Traffic {
  acknowledged: number;
  answeredOthers: number;
  batchDelayMs: number;
  readonly open: { batches: number; others: number };
}

/** Starts a gateway in front of `upstream`. */
export async function startJournallingGateway(options: {
  upstream: string;
  journal: ActivityJournal;
}): Promise<JournallingGateway> {
  const traffic: Traffic = {
    acknowledged: 0,
    answeredOthers: 0,
    batchDelayMs: 0,
    open: { batches: 0, others: 0 },
  };
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    void pass(request, response, { ...options, agent, traffic }).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gateway has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    acknowledged: () => traffic.acknowledged,
    openBatches: () => traffic.open.batches,
    answeredOthers: () => traffic.answeredOthers,
    openOthers: () => traffic.open.others,
    delayBatches: (batchDelayMs) => {
      traffic.batchDelayMs = batchDelayMs;
    },
    stop: async () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Passage {
  readonly upstream: string;
  readonly journal: ActivityJournal;
  readonly agent: Agent;
  readonly traffic: Traffic;
}

/** Hands one request on and its answer back. Rejects where there is no answer: the caller then gets none. */
async function pass(request: IncomingMessage, response: ServerResponse, passage: Passage): Promise<void> {
  const body = await readAll(request);
  const isBatch = request.method === 'POST' && request.url === BATCH_PATH;
  const kind = isBatch ? 'batches' : 'others';
  const sent = isBatch ? (JSON.parse(body.toString()) as { activities: SentActivity[] }).activities : [];
  if (isBatch) passage.journal.recordSent(sent);
  if (isBatch) await delay(passage.traffic.batchDelayMs);
  passage.traffic.open[kind] += 1;
  try {
    const answer = await ask(request, body, passage);
    const text = await readAll(answer);
    const status = answer.statusCode ?? 502;
    if (isBatch) recordAnswers(sent, status, text, passage);
    else passage.traffic.answeredOthers += 1;
    response.writeHead(status, answer.headers).end(text);
  } finally {
    passage.traffic.open[kind] -= 1;
  }
}

function recordAnswers(sent: readonly SentActivity[], status: number, text: Buffer, passage: Passage): void {
  const answers: readonly AnsweredActivity[] =
    status === 200
      ? (JSON.parse(text.toString()) as { results: AnsweredActivity[] }).results
      : sent.map(() => ({ httpStatus: status }));
  passage.journal.recordAnswers(sent, answers);
  passage.traffic.acknowledged += answers.filter((answer) => answer.httpStatus < 300).length;
}

async function ask(request: IncomingMessage, body: Buffer, passage: Passage): Promise<IncomingMessage> {
  const { connection: _hop, host: _host, ...headers } = request.headers;
  const outgoing = openRequest(new URL(request.url ?? '/', passage.upstream), {
    agent: passage.agent,
    method: request.method ?? 'GET',
    headers: { ...headers, 'content-length': String(body.length) },
  });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return answer;
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
