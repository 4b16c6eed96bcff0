// The process around a service: what it is composed of is started, it listens, and it stops gracefully at a
// signal. What cannot start says why in one line and ends with 1, as does a part that ends by itself; by that
// code a supervisor knows to start the process again.
import { createLogger, createMetrics, type Logger, type LogLevel, type Metrics } from '@copse/observability';
import closeWithGrace from 'close-with-grace';
import { createHttpApp } from './http-app.ts';
import { explainListenError } from './listening-port.ts';
import type { ServiceModule } from './service-module.ts';

/** What every service is composed over. */
export interface ProcessParts {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Something that cannot begin anew by itself has ended: the process stops, and its supervisor starts another. */
  readonly onCrash: (error: Error) => void;
}

export interface HttpProcessOptions {
  readonly name: string;
  readonly description: string;
  readonly config: { readonly LOG_LEVEL: LogLevel; readonly HOST: string };
  readonly port: number;
  /** The variable that sets the port. */
  readonly portVariable: string;
  /** Opens resources and composes the service over them; `close` closes them once the service has stopped. */
  compose(parts: ProcessParts): { readonly module: ServiceModule; close(): Promise<void> };
}

const STOP_TIMEOUT_MS = 10_000;

/** Runs a service until a signal or a crash; resolves when it listens. Exits with 1 after a crash. */
export async function runHttpProcess(options: HttpProcessOptions): Promise<void> {
  const { name, description, config } = options;
  const logger = createLogger({ name, level: config.LOG_LEVEL });
  const metrics = createMetrics();
  let crash: Error | null = null;
  const endAfter = (error: unknown, what: string): void => {
    if (crash !== null) return;
    crash = error instanceof Error ? error : new Error(String(error));
    logger.fatal({ err: crash }, `${name} ${what}: ${crash.message}`);
    grace.close();
  };
  const { module, close } = options.compose({
    logger,
    metrics,
    onCrash: (error) => endAfter(error, 'stops, so that it is started again'),
  });
  const title = `Copse ${name}`;
  const app = await createHttpApp({
    title,
    description,
    version: '1.0.0',
    logger,
    metrics,
    modules: [module],
  });
  const grace = closeWithGrace({ delay: STOP_TIMEOUT_MS, logger }, async ({ err }) => {
    if (err) logger.fatal({ err }, `${name} stops after a fault`);
    await app.close();
    await module.stop();
    await close();
    if (crash !== null) process.exit(1);
  });
  const place = { host: config.HOST, port: options.port, setting: `with ${options.portVariable}` };
  try {
    await module.start();
    await app.listen(place).catch((error: unknown) => {
      throw explainListenError(error, place);
    });
  } catch (error) {
    endAfter(error, 'cannot start');
  }
}
