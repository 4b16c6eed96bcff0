// Posting many: every activity gets a result or the call rejects; nothing is lost without a word. Items
// the server could not take just now (429 or 5xx inside a batch) are sent again by themselves.
import { setTimeout as delay } from 'node:timers/promises';
import type { Activity, ActivityResult } from './activity.ts';
import { cutBatches, DEFAULT_BATCH_LIMITS, type BatchLimits } from './batching.ts';
import { CopseProblemError, CopseUnreachableError, type ProblemDetails } from './problem.ts';
import { computeRetryDelay, DEFAULT_RETRY } from './retry.ts';
import type { Transport } from './transport.ts';

export const BATCH_PATH = '/v1/activities:batch';

interface BatchItem {
  readonly index: number;
  readonly status: ActivityResult['status'];
  readonly httpStatus: number;
  readonly activityRef?: string;
  readonly problem?: ProblemDetails;
}

/** Resolves with one result per activity, in their order. Rejects when the server stays away. */
export async function postActivities(
  transport: Transport,
  activities: readonly Activity[],
  limits: BatchLimits = DEFAULT_BATCH_LIMITS,
): Promise<ActivityResult[]> {
  const results = new Map<number, ActivityResult>();
  let open: number[] = [...activities.keys()];
  for (let attempt = 1; open.length > 0; attempt += 1) {
    const again: number[] = [];
    for (const batch of cutBatches(activities, limits, open)) {
      const items = await postBatch(transport, batch.bodyText, batch.indexes.length);
      for (const item of items) {
        const index = batch.indexes[item.index];
        if (index === undefined) continue;
        if (mayPassLater(item.httpStatus)) again.push(index);
        else results.set(index, toResult(item));
      }
    }
    open = again;
    if (open.length > 0) await pauseBefore(attempt, open.length);
  }
  return activities.map((_activity, index) => readResult(results, index));
}

async function postBatch(
  transport: Transport,
  bodyText: string,
  size: number,
): Promise<readonly BatchItem[]> {
  const { body } = await transport.request<{ results: readonly BatchItem[] }>({
    method: 'POST',
    path: BATCH_PATH,
    bodyText,
    repeatable: true,
  });
  if (body.results.length !== size) {
    throw new Error(`POST ${BATCH_PATH} answered ${body.results.length} results for ${size} activities`);
  }
  return body.results;
}

/** Pauses as after a 503; when patience is at its end, says how much is open. */
async function pauseBefore(attempt: number, open: number): Promise<void> {
  const delayMs = computeRetryDelay(DEFAULT_RETRY, attempt, null, Math.random());
  if (delayMs === null) {
    throw new CopseUnreachableError(
      `${open} activities were answered 429 or 5xx ${attempt} times; the rest of the batch is stored. Send it again later`,
    );
  }
  await delay(delayMs);
}

/** An item is stored once however often it is sent, so any fault of the server's is tried again. */
function mayPassLater(httpStatus: number): boolean {
  return httpStatus === 429 || httpStatus >= 500;
}

function toResult(item: BatchItem): ActivityResult {
  if (item.status === 'created' || item.status === 'same') {
    return { status: item.status, activityRef: item.activityRef ?? '' };
  }
  const problem = item.problem ?? { title: item.status, status: item.httpStatus };
  return { status: item.status, problem };
}

function readResult(results: ReadonlyMap<number, ActivityResult>, index: number): ActivityResult {
  const result = results.get(index);
  if (result === undefined) throw new Error(`POST ${BATCH_PATH} answered nothing for activity ${index}`);
  return result;
}

/** Posts one. A refusal (400, 409, 422) is a result as in a batch; other refusals reject. */
export async function postActivity(transport: Transport, activity: Activity): Promise<ActivityResult> {
  try {
    const { body } = await transport.request<ActivityResult>({
      method: 'POST',
      path: '/v1/activities',
      body: activity,
      repeatable: true,
    });
    return body;
  } catch (error) {
    if (!(error instanceof CopseProblemError)) throw error;
    if (error.status === 409) return { status: 'conflict', problem: error.problem };
    if (error.status === 400 || error.status === 422) return { status: 'refused', problem: error.problem };
    throw error;
  }
}
