// A bounded queue in front of the batch route: activities leave in the order they came, by size or after
// a short wait. Each `add` resolves with its own result, so the app always knows what became of it.
import type { Activity, ActivityResult } from './activity.ts';

export interface ActivityQueueOptions {
  /** Items of one request. Default 500, at most 1,000. */
  readonly maxBatchItems?: number;
  /** The longest an item waits for company. Default 100. */
  readonly maxWaitMs?: number;
  /** Items waiting or under way; beyond it `add` rejects with QueueFullError. Default 10,000. */
  readonly maxQueuedItems?: number;
}

/** The queue is at its bound: slow down, or wait for `whenBelow`. Nothing was taken. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

export interface ActivityQueue {
  /** Resolves once the server answered for this activity. Rejects when it was never answered, or the queue is full or closed. */
  add(activity: Activity): Promise<ActivityResult>;
  /** Items waiting or under way. */
  size(): number;
  /** Sends what is waiting now; resolves when everything added before has its answer. */
  flush(): Promise<void>;
  /** Takes nothing more and flushes. */
  close(): Promise<void>;
}

interface QueuedActivity {
  readonly activity: Activity;
  readonly resolve: (result: ActivityResult) => void;
  readonly reject: (error: unknown) => void;
}

/** One request at a time keeps the order; a batch grows while the one before it is under way. */
export function createActivityQueue(
  post: (activities: readonly Activity[]) => Promise<readonly ActivityResult[]>,
  options: ActivityQueueOptions = {},
): ActivityQueue {
  const maxBatchItems = Math.min(options.maxBatchItems ?? 500, 1000);
  const maxWaitMs = options.maxWaitMs ?? 100;
  const maxQueuedItems = options.maxQueuedItems ?? 10_000;
  let waiting: QueuedActivity[] = [];
  let underWay = 0;
  let timer: NodeJS.Timeout | null = null;
  let sending: Promise<void> = Promise.resolve();
  let isSending = false;
  let isClosed = false;

  function add(activity: Activity): Promise<ActivityResult> {
    if (isClosed) return Promise.reject(new Error('this activity queue is closed; nothing was sent'));
    if (waiting.length + underWay >= maxQueuedItems) {
      return Promise.reject(
        new QueueFullError(`${maxQueuedItems} activities are waiting to be sent; this one was not taken`),
      );
    }
    return new Promise((resolve, reject) => {
      waiting.push({ activity, resolve, reject });
      if (waiting.length >= maxBatchItems) sendNow();
      else timer ??= setTimeout(sendNow, maxWaitMs);
    });
  }

  function sendNow(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (isSending || waiting.length === 0) return;
    isSending = true;
    sending = drain();
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, maxBatchItems);
      underWay = batch.length;
      await settleBatch(post, batch);
      underWay = 0;
    }
    // Said in the same tick as the last look at `waiting`, so that nothing added in between is left behind.
    isSending = false;
  }

  async function flush(): Promise<void> {
    sendNow();
    await sending;
  }

  async function close(): Promise<void> {
    isClosed = true;
    await flush();
  }

  return { add, size: () => waiting.length + underWay, flush, close };
}

async function settleBatch(
  post: (activities: readonly Activity[]) => Promise<readonly ActivityResult[]>,
  batch: readonly QueuedActivity[],
): Promise<void> {
  try {
    const results = await post(batch.map((item) => item.activity));
    for (const [index, item] of batch.entries()) {
      const result = results[index];
      if (result === undefined) item.reject(new Error('the server answered nothing for this activity'));
      else item.resolve(result);
    }
  } catch (error) {
    for (const item of batch) item.reject(error);
  }
}
