// While the bus is away the log goes on taking events in, up to a bound: past it, newcomers are told when
// to come back. The backlog is looked at from time to time, never on the way of a request.
import { OverloadedError, type QueueState, type RelayLag } from '@copse/event-store';
import type { Logger } from '@copse/observability';

/** The bound of what the log may hold for the relay, and of what may wait for the log. */
export interface BacklogLimits {
  readonly backlogEventsMax: number;
  readonly backlogBytesMax: number;
  readonly queueBytesMax: number;
  readonly queueAgeMaxMs: number;
}

export interface BacklogGuard {
  /** Throws OverloadedError while a bound is passed. */
  refuseOverload(): void;
  start(): void;
  stop(): Promise<void>;
}

/** How often the backlog is looked at. At 60,000 events/s the bound is overrun by as many. */
const LOOK_INTERVAL_MS = 1000;
/** A backlog shrinks with the relay's rate; asking more often than this only costs. */
const BACKLOG_RETRY_AFTER_SECONDS = 15;
const QUEUE_RETRY_AFTER_SECONDS = 2;

/** Creates the guard. What cannot be read keeps the last answer: a log that is away refuses by itself. */
export function createBacklogGuard(deps: {
  readLag(): Promise<RelayLag>;
  /** Bytes an event takes in the log, on average. */
  readEventBytes(): Promise<number>;
  queue(): QueueState;
  limits: BacklogLimits;
  logger: Logger;
}): BacklogGuard {
  const { limits, logger } = deps;
  let refusal: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    try {
      const [{ events }, eventBytes] = await Promise.all([deps.readLag(), deps.readEventBytes()]);
      const before = refusal;
      refusal = describeBacklog(events, events * eventBytes, limits);
      if (refusal !== null && before === null) logger.warn({ events, eventBytes }, refusal);
      if (refusal === null && before !== null)
        logger.info({ events, eventBytes }, 'the backlog is below its bound again');
    } catch (error) {
      logger.warn({ error }, 'the backlog of the log could not be read');
    }
  };
  const schedule = (): void => {
    timer = setTimeout(() => {
      looking = look().then(() => {
        if (timer !== null) schedule();
      });
    }, LOOK_INTERVAL_MS);
  };
  return {
    refuseOverload() {
      if (refusal !== null) throw new OverloadedError(refusal, BACKLOG_RETRY_AFTER_SECONDS);
      const { bytes, oldestAgeMs } = deps.queue();
      if (bytes > limits.queueBytesMax || oldestAgeMs > limits.queueAgeMaxMs)
        throw new OverloadedError('more waits for the log than may', QUEUE_RETRY_AFTER_SECONDS);
    },
    start() {
      if (timer !== null) return;
      schedule();
      looking = look();
    },
    async stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await looking;
    },
  };
}

function describeBacklog(events: number, bytes: number, limits: BacklogLimits): string | null {
  if (events > limits.backlogEventsMax)
    return `the log holds ${events} events that the relay has not sent, and may hold ${limits.backlogEventsMax}`;
  if (bytes > limits.backlogBytesMax)
    return `the log holds about ${Math.round(bytes)} bytes that the relay has not sent, and may hold ${limits.backlogBytesMax}`;
  return null;
}
