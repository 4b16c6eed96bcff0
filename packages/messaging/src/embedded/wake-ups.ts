// Lets a publisher wake subscribers in the same process, so that they answer at once and poll rarely.
// A subscriber in another process finds new records by polling alone.

interface Doorbell {
  /** How often it rang: who looked before the last ring need not wait. */
  rings: number;
  readonly waiters: Set<() => void>;
}

const doorbells = new Map<string, Doorbell>();

function doorbellOf(database: string): Doorbell {
  let doorbell = doorbells.get(database);
  if (doorbell === undefined) doorbells.set(database, (doorbell = { rings: 0, waiters: new Set() }));
  return doorbell;
}

/** Wakes everyone in this process who waits for this database. */
export function wakeSubscribers(database: string): void {
  const doorbell = doorbellOf(database);
  doorbell.rings += 1;
  for (const wake of doorbell.waiters) wake();
}

/** How often this process published to the database; taken before looking for records. */
export function countRings(database: string): number {
  return doorbellOf(database).rings;
}

/** Resolves on a ring after `sinceRing`, on abort, or after `timeoutMs`. */
export async function waitForRing(
  database: string,
  options: { sinceRing: number; timeoutMs: number; signal: AbortSignal },
): Promise<void> {
  const doorbell = doorbellOf(database);
  if (options.signal.aborted || doorbell.rings !== options.sinceRing) return;
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', finish);
      doorbell.waiters.delete(finish);
      resolve();
    };
    const timer = setTimeout(finish, options.timeoutMs);
    options.signal.addEventListener('abort', finish, { once: true });
    doorbell.waiters.add(finish);
  });
}
