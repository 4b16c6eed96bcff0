// What a service is to whoever composes it: its own main, standalone, and tests.
import type { FastifyPluginAsync } from 'fastify';

/** One dependency of a service. `/health/ready` reports it without the detail, which is for the log. */
export interface DependencyHealth {
  readonly name: string;
  readonly status: 'up' | 'down';
  /** What is wrong and what to do; absent when up. */
  readonly detail?: string;
  /** Whether the service must not be routed to without it. */
  readonly required: boolean;
}

/** A composed service. Nothing runs before `start`; after `stop` nothing of it is left running. */
export interface ServiceModule {
  readonly name: string;
  /** All its routes, under `/v1`, with schemas, tags and scopes. */
  readonly routes: FastifyPluginAsync;
  /** Starts consumers and the relay; resolves when they run. */
  start(): Promise<void>;
  /** Graceful: what is in flight is finished, offsets are committed, workers end. */
  stop(): Promise<void>;
  health(): Promise<readonly DependencyHealth[]>;
}
