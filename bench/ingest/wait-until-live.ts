import { setTimeout as delay } from 'node:timers/promises';

/** Resolves when the process that listens at `origin` answers; after 20 s it fails, and says where its log is. */
export async function waitUntilLive(origin: string, logFolder: string): Promise<void> {
  const url = `${origin}/health/live`;
  const deadline = Date.now() + 20_000;
  for (;;) {
    const answers = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (answers) return;
    if (Date.now() > deadline)
      throw new Error(`${url} did not answer within 20 s; its log is below ${logFolder}`);
    await delay(100);
  }
}
