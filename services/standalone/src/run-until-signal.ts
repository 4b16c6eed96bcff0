// A running server until it is asked to end: by a signal, once; a second one, or ten seconds, end it hard.
import { startStandalone, type Standalone, type StandaloneOptions } from './standalone.ts';

const STOP_TIMEOUT_MS = 10_000;
const STOP_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export interface RunOptions extends Omit<StandaloneOptions, 'onFatal'> {
  /** Called once it takes requests; what it resolves to decides: stay until a signal, or end now. */
  readonly whenReady: (server: Standalone) => Promise<'stay' | 'end'>;
}

/** Runs the server; resolves with the exit code once it has stopped. */
export async function runUntilSignal(options: RunOptions): Promise<0 | 1> {
  const asked = Promise.withResolvers<Error | null>();
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    if (signals > 1) process.exit(1);
    asked.resolve(null);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  // A fault nobody caught ends the server, but not without its engines.
  const onFault = (error: Error): void => asked.resolve(error);
  process.on('uncaughtException', onFault);
  const server = await startStandalone({ ...options, onFatal: (error) => asked.resolve(error) });
  let failure: Error | null = null;
  try {
    const ended = await Promise.race([options.whenReady(server), asked.promise]);
    if (ended === 'stay') failure = await asked.promise;
    else if (ended !== 'end') failure = ended;
  } catch (error) {
    failure = error instanceof Error ? error : new Error('the server failed', { cause: error });
  }
  if (failure !== null) options.onNotice(failure.message);
  const impatience = setTimeout(() => {
    options.onNotice(
      `not stopped within ${STOP_TIMEOUT_MS / 1000} s; ending now. Nothing acknowledged is lost`,
    );
    process.exit(1);
  }, STOP_TIMEOUT_MS);
  await server.stop();
  clearTimeout(impatience);
  for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
  process.off('uncaughtException', onFault);
  return failure === null ? 0 : 1;
}
