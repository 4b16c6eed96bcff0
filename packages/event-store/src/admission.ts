// How much may wait for the log: bytes bound the memory, age bounds the time a caller waits.
import { OverloadedError } from './errors.ts';

/** What waits or is being written. */
export interface QueueState {
  readonly rows: number;
  readonly bytes: number;
  readonly oldestAgeMs: number;
}

export interface Admission {
  /** Throws OverloadedError past a bound; otherwise the place is taken until `leave`. */
  enter(rows: number, bytes: number): Ticket;
  leave(ticket: Ticket): void;
  state(): QueueState;
}

/** A place in the queue. */
export interface Ticket {
  readonly rows: number;
  readonly bytes: number;
  readonly enteredAtMs: number;
}

const MAX_RETRY_AFTER_SECONDS = 30;

/** Counts what is inside, the newest last. `now` is a monotonic clock in milliseconds. */
export function createAdmission(options: {
  queueBytesMax: number;
  queueAgeMaxMs: number;
  now?: () => number;
}): Admission {
  const { queueBytesMax, queueAgeMaxMs, now = () => performance.now() } = options;
  const tickets = new Set<Ticket>();
  let rowsInside = 0;
  let bytesInside = 0;

  const state = (): QueueState => {
    const [oldest] = tickets;
    return {
      rows: rowsInside,
      bytes: bytesInside,
      oldestAgeMs: oldest === undefined ? 0 : now() - oldest.enteredAtMs,
    };
  };
  const refuse = (reason: string): never => {
    const seconds = Math.ceil(state().oldestAgeMs / 1000);
    throw new OverloadedError(reason, Math.min(Math.max(seconds, 1), MAX_RETRY_AFTER_SECONDS));
  };
  return {
    enter(rows, bytes) {
      const { oldestAgeMs } = state();
      if (bytesInside + bytes > queueBytesMax)
        refuse(`${bytesInside} bytes wait for the log already and ${queueBytesMax} may; try again later`);
      if (oldestAgeMs > queueAgeMaxMs)
        refuse(
          `the log has not answered for ${Math.round(oldestAgeMs)} ms and may take ${queueAgeMaxMs}; try again later`,
        );
      const ticket = { rows, bytes, enteredAtMs: now() };
      tickets.add(ticket);
      rowsInside += rows;
      bytesInside += bytes;
      return ticket;
    },
    leave(ticket) {
      if (!tickets.delete(ticket)) return;
      rowsInside -= ticket.rows;
      bytesInside -= ticket.bytes;
    },
    state,
  };
}
