// Looking for one stream's records in a topic and among the dead letters. The bus may be away: then the
// answer says so, and the rest of the trace is given all the same.
import { DEAD_LETTER_TOPIC, DeadLetter, recordKey } from '@copse/contracts';
import type { Bus } from '@copse/messaging';
import Value from 'typebox/value';
import type { ActivityTrace } from './activity-trace.schemas.ts';

/** Records of one key that are looked for; an activity has one, and a few when a relay was killed. */
const RECORDS_MAX = 100;
const SEARCH_TIMEOUT_MS = 8000;

/** Finds the records of a stream in a topic. */
export async function traceTopic(
  bus: Bus,
  topic: string,
  tenant: string,
  streamId: string,
): Promise<ActivityTrace['topic']> {
  const search = async () =>
    await bus.administration.findByKey(topic, recordKey(tenant, streamId), RECORDS_MAX);
  const found = await withinTime(search);
  if ('detail' in found) return { name: topic, reachable: false, detail: found.detail, records: [] };
  const records = found.value.map(({ partition, offset, timestampMs }) => ({
    partition,
    offset: offset.toString(),
    at: new Date(timestampMs).toISOString(),
  }));
  return { name: topic, reachable: true, records };
}

/** Finds what consumers could not take in of a stream. */
export async function traceDeadLetters(
  bus: Bus,
  tenant: string,
  streamId: string,
): Promise<ActivityTrace['deadLetters']> {
  const search = async () =>
    await bus.administration.findByKey(DEAD_LETTER_TOPIC, recordKey(tenant, streamId), RECORDS_MAX);
  const found = await withinTime(search);
  if ('detail' in found) return { reachable: false, detail: found.detail, letters: [] };
  const letters = found.value.flatMap(({ value }) => {
    const letter = parseDeadLetter(value);
    if (letter === null) return [];
    const { group, topic, partition, offset, step, code, reason, at } = letter;
    return [{ group, topic, partition, offset, step, code, reason, at }];
  });
  return { reachable: true, letters };
}

function parseDeadLetter(value: Buffer | null): DeadLetter | null {
  try {
    const letter: unknown = JSON.parse(value?.toString('utf8') ?? '');
    return Value.Check(DeadLetter, letter) ? letter : null;
  } catch {
    return null;
  }
}

/** The answer, or in words why there is none. */
async function withinTime<T>(search: () => Promise<T>): Promise<{ value: T } | { detail: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ detail: string }>((resolve) => {
    const detail = `the bus did not answer within ${SEARCH_TIMEOUT_MS} ms; look again when it is back`;
    timer = setTimeout(() => resolve({ detail }), SEARCH_TIMEOUT_MS);
  });
  try {
    return await Promise.race([late, search().then((value) => ({ value }), describeFailure)]);
  } finally {
    clearTimeout(timer);
  }
}

/** Inside knowledge (addresses, credentials) stays inside; an operator finds it in the logs and by `copse doctor`. */
function describeFailure(): { detail: string } {
  return { detail: 'the bus cannot be reached; look again when it is back, or run "copse doctor"' };
}
