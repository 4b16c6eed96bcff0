// Progress on standard error: a bar where somebody watches, a line now and then where a log is written.
import cliProgress from 'cli-progress';

/** The progress of one phase. */
export interface ProgressMeter {
  advanceTo(rows: number): void;
  end(): void;
}

export interface ProgressReporter {
  begin(name: string, total: number, done: number): ProgressMeter;
}

const LINE_INTERVAL_MS = 5000;
const QUIET_METER: ProgressMeter = { advanceTo: () => {}, end: () => {} };

/** Says nothing. */
export const quietReporter: ProgressReporter = { begin: () => QUIET_METER };

/** Rows per second since the phase began, and seconds left at that rate; null before it is known. */
export function computePace(state: { total: number; first: number; done: number; elapsedMs: number }): {
  ratePerSecond: number;
  secondsLeft: number | null;
} {
  const ratePerSecond = state.elapsedMs <= 0 ? 0 : ((state.done - state.first) * 1000) / state.elapsedMs;
  const secondsLeft = ratePerSecond === 0 ? null : Math.ceil((state.total - state.done) / ratePerSecond);
  return { ratePerSecond, secondsLeft };
}

/** `1:02:03` or `2:03`. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return '?';
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(rest).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** A reporter for this stream. */
export function createProgressReporter(stream: NodeJS.WriteStream): ProgressReporter {
  return stream.isTTY ? createBarReporter(stream) : createLineReporter(stream);
}

function createBarReporter(stream: NodeJS.WriteStream): ProgressReporter {
  return {
    begin(name, total, done) {
      const bar = new cliProgress.SingleBar({
        stream,
        format: '{name} {bar} {percentage}% {value}/{total} {pace}',
        hideCursor: true,
        etaBuffer: 50,
      });
      const startedMs = Date.now();
      bar.start(total, done, { name: name.padEnd(10), pace: '' });
      return {
        advanceTo: (rows) =>
          bar.update(rows, { pace: describePace(total, done, rows, Date.now() - startedMs) }),
        end: () => bar.stop(),
      };
    },
  };
}

function createLineReporter(stream: NodeJS.WriteStream): ProgressReporter {
  return {
    begin(name, total, first) {
      const startedMs = Date.now();
      let saidMs = startedMs;
      let done = first;
      const say = (): void => {
        saidMs = Date.now();
        const percent = total === 0 ? 100 : Math.floor((done * 100) / total);
        const pace = describePace(total, first, done, saidMs - startedMs);
        stream.write(`${name}: ${done}/${total} ${percent}% ${pace}\n`);
      };
      return {
        advanceTo(rows) {
          done = rows;
          if (Date.now() - saidMs >= LINE_INTERVAL_MS) say();
        },
        end: say,
      };
    },
  };
}

function describePace(total: number, first: number, done: number, elapsedMs: number): string {
  const { ratePerSecond, secondsLeft } = computePace({ total, first, done, elapsedMs });
  return `${Math.round(ratePerSecond)}/s, ${formatSeconds(secondsLeft)} left`;
}
