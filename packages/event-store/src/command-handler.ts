// One command, one transaction: load, decide, append with the version that was loaded, then the read models.
// Who meets a concurrent append loads again; nobody waits for a lock.
import { setTimeout as delay } from 'node:timers/promises';
import { withTenant, type Database, type Transaction } from '@copse/postgres';
import { appendEvents } from './append-events.ts';
import { isRejection, type Decider, type Rejection } from './decider.ts';
import { ContentionError, isTransientConflict, StreamTooLongError } from './errors.ts';
import type { DomainEvent, EventMetadata, NewEvent, RecordedEvent } from './event.ts';
import { loadFailpoints, type Failpoint } from './failpoints.ts';
import { readStream } from './read-stream.ts';

/** What turns a decider into something that answers commands. */
export interface CommandHandlerOptions<Command, State, Event extends DomainEvent, Code extends string> {
  readonly decider: Decider<Command, State, Event, Code>;
  /**
   * Brings ids, schema versions and sealed parts. Runs inside the transaction, before its first write: it must
   * not write to this database itself. `firstVersion` is the version the first of them will have.
   */
  toNewEvents(
    events: readonly Event[],
    context: { readonly tenant: string; readonly streamId: string; readonly firstVersion: number },
  ): readonly NewEvent[] | Promise<readonly NewEvent[]>;
  /** Upcasts and unseals. */
  fromRecorded(recorded: RecordedEvent): Event | Promise<Event>;
  /** The longest stream a command may load; 10,000 unless said. */
  readonly maxStreamEvents?: number;
  readonly failpoint?: Failpoint;
}

/** A command for one stream. */
export interface CommandRequest<Command, State> {
  readonly tenant: string;
  readonly streamId: string;
  readonly command: Command;
  /** The version the caller has seen (If-Match); with it nothing is retried. */
  readonly expectedVersion?: number;
  readonly meta: EventMetadata;
  /** Read models of this service, in the append's transaction and after it. */
  project?(tx: Transaction, recorded: readonly RecordedEvent[], state: State): Promise<void>;
  /** How often to load again after a concurrent append; 10 unless said. */
  readonly maxRetries?: number;
}

/** What became of a command. `version` is the stream's afterwards. */
export type CommandResult<State, Code extends string = string> =
  | {
      readonly outcome: 'done';
      readonly version: number;
      readonly state: State;
      readonly events: readonly RecordedEvent[];
    }
  | { readonly outcome: 'unchanged'; readonly version: number; readonly state: State }
  | { readonly outcome: 'rejected'; readonly rejection: Rejection<Code>; readonly version: number }
  | { readonly outcome: 'stale'; readonly actualVersion: number };

export type HandleCommand<Command, State, Code extends string = string> = (
  db: Database,
  request: CommandRequest<Command, State>,
) => Promise<CommandResult<State, Code>>;

const DEFAULT_MAX_RETRIES = 10;
const RETRY_WAIT_MAX_MS = 64;
const DEFAULT_MAX_STREAM_EVENTS = 10_000;
const PAGE_EVENTS = 1000;

/** Makes the function that handles every command of a decider. Throws only for bugs and broken engines. */
export function createCommandHandler<Command, State, Event extends DomainEvent, Code extends string = string>(
  options: CommandHandlerOptions<Command, State, Event, Code>,
): HandleCommand<Command, State, Code> {
  const failpoint = options.failpoint ?? loadFailpoints();
  return async (db, request) => {
    const { expectedVersion, maxRetries = DEFAULT_MAX_RETRIES } = request;
    for (let attempt = 0; ; attempt += 1) {
      const result = await attemptCommand({ ...options, failpoint }, db, request);
      const again = result === 'again' || (result.outcome === 'stale' && expectedVersion === undefined);
      if (!again) return result;
      if (attempt >= maxRetries)
        throw new ContentionError(
          `a command for ${request.streamId} met concurrent appends ${attempt + 1} times; try again in a moment`,
        );
      // Callers who met each other once should not meet in step again.
      await delay(Math.random() * Math.min(2 ** attempt, RETRY_WAIT_MAX_MS));
    }
  };
}

type ArmedOptions<Command, State, Event extends DomainEvent, Code extends string> = CommandHandlerOptions<
  Command,
  State,
  Event,
  Code
> & { readonly failpoint: Failpoint };

async function attemptCommand<Command, State, Event extends DomainEvent, Code extends string>(
  options: ArmedOptions<Command, State, Event, Code>,
  db: Database,
  request: CommandRequest<Command, State>,
): Promise<CommandResult<State, Code> | 'again'> {
  options.failpoint('append.before-begin');
  try {
    const result = await withTenant(db, request.tenant, async (tx) => await runCommand(options, tx, request));
    options.failpoint('append.committed');
    return result;
  } catch (error) {
    if (isTransientConflict(error)) return 'again';
    throw error;
  }
}

async function runCommand<Command, State, Event extends DomainEvent, Code extends string>(
  options: ArmedOptions<Command, State, Event, Code>,
  tx: Transaction,
  request: CommandRequest<Command, State>,
): Promise<CommandResult<State, Code>> {
  const { decider } = options;
  const { tenant, streamId, command, expectedVersion, meta } = request;
  const { state, version } = await loadState(options, tx, request);
  if (expectedVersion !== undefined && expectedVersion !== version)
    return { outcome: 'stale', actualVersion: version };
  const decision = decider.decide(command, state);
  if (isRejection<Event, Code>(decision)) return { outcome: 'rejected', rejection: decision, version };
  if (decision.length === 0) return { outcome: 'unchanged', version, state };
  const events = await options.toNewEvents(decision, { tenant, streamId, firstVersion: version + 1 });
  const result = await appendEvents(tx, { tenant, streamId, expectedVersion: version, events, meta });
  if (!result.appended) return { outcome: 'stale', actualVersion: result.actualVersion };
  options.failpoint('append.inserted');
  const next = decision.reduce((before, event) => decider.evolve(before, event), state);
  await request.project?.(tx, result.events, next);
  options.failpoint('append.before-commit');
  return { outcome: 'done', version: result.version, state: next, events: result.events };
}

async function loadState<Command, State, Event extends DomainEvent, Code extends string>(
  options: CommandHandlerOptions<Command, State, Event, Code>,
  tx: Transaction,
  { tenant, streamId }: { readonly tenant: string; readonly streamId: string },
): Promise<{ state: State; version: number }> {
  const maxStreamEvents = options.maxStreamEvents ?? DEFAULT_MAX_STREAM_EVENTS;
  let state = options.decider.initialState;
  let version = 0;
  for (;;) {
    const page = await readStream(tx, { tenant, streamId, fromVersion: version + 1, limit: PAGE_EVENTS });
    for (const recorded of page) {
      state = options.decider.evolve(state, await options.fromRecorded(recorded));
      version = recorded.version;
    }
    if (page.length < PAGE_EVENTS) return { state, version };
    if (version >= maxStreamEvents)
      throw new StreamTooLongError(
        `stream ${streamId} has more than ${maxStreamEvents} events; raise maxStreamEvents or give it snapshots`,
      );
  }
}
