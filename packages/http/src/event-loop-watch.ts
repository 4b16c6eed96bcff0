// How late the event loop is. The usual plugin looks a hundred times a second and cannot be told otherwise, which
// is most of what an idle process costs; for a bound of seconds a few looks are enough.
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Between two looks; what is later than that is delay. */
const LOOK_MS = 250;
/** A mean is taken over this long. */
const SAMPLE_MS = 1_000;

export interface EventLoopWatch {
  /** Mean delay over the last second that is over, in milliseconds. */
  meanDelayMs(): number;
  stop(): void;
}

/** Starts to watch; it keeps no process alive. */
export function watchEventLoop(): EventLoopWatch {
  const looks = monitorEventLoopDelay({ resolution: LOOK_MS });
  looks.enable();
  let delayMs = 0;
  let sampledAtMs = performance.now();
  const sample = (): void => {
    const nowMs = performance.now();
    // A loop that stood still all the time was not looked at: then it is as late as this very sample.
    const meanMs = looks.count > 0 ? looks.mean / 1e6 - LOOK_MS : nowMs - sampledAtMs - SAMPLE_MS;
    delayMs = Math.max(0, meanMs);
    sampledAtMs = nowMs;
    looks.reset();
  };
  const timer = setInterval(sample, SAMPLE_MS).unref();
  return {
    meanDelayMs: () => delayMs,
    stop: () => {
      clearInterval(timer);
      looks.disable();
    },
  };
}
