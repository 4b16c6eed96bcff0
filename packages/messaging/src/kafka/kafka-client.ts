// The client of kafkajs, which is no longer maintained: nothing outside this folder knows it. Its own log
// goes to ours at level debug.
import type { Logger } from '@copse/observability';
import type { Kafka as KafkaClient, KafkaConfig, LogEntry } from 'kafkajs';
import { Kafka, logLevel } from './kafkajs.ts';

export interface KafkaClientOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: KafkaConfig['sasl'];
  readonly logger: Logger;
}

/** How long a request is tried again inside the client: some ten seconds, then its caller decides. */
export const REQUEST_RETRY = { initialRetryTime: 100, maxRetryTime: 3_000, retries: 6 } as const;

/** Makes a client; nothing is connected yet. `retries` overrides how often a connection is tried. */
export function createKafkaClient(
  options: KafkaClientOptions,
  retries: number = REQUEST_RETRY.retries,
): KafkaClient {
  return new Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId,
    ...(options.ssl === undefined ? {} : { ssl: options.ssl }),
    ...(options.sasl === undefined ? {} : { sasl: options.sasl }),
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: { ...REQUEST_RETRY, retries },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => bridgeLog(options.logger, entry),
  });
}

/** What matters of it the bus says itself; kafkajs writes ten lines a second while a broker is away. */
function bridgeLog(logger: Logger, { namespace, log }: LogEntry): void {
  const { message, timestamp: _timestamp, logger: _origin, stack: _stack, ...facts } = log;
  logger.debug({ ...facts, kafkajs: namespace }, message);
}
