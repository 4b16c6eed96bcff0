// A bounded number of calls at a time, in the items' order.

/** Calls `work` for every item, at most `limit` at a time; rejects with the first failure, starting nothing more. */
export async function runInParallel<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const runLane = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, runLane));
}
