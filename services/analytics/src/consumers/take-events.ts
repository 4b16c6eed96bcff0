// A batch of events into the tables. An event whose rows the engine itself refuses is found by halving the
// batch, and named; one poisoned event never holds up its neighbours.
import { isDataFault } from '@copse/clickhouse';
import type { PublicEvent } from '@copse/contracts';
import {
  EventsRefusedError,
  proceed,
  refuse,
  type ConsumedEvent,
  type EventRefusal,
  type StepResult,
} from '@copse/messaging';
import { UnprojectableError } from '../store/engine-instant.ts';
import type { ProjectedRow } from '../store/tables.ts';
import { projectEvent } from './project-event.ts';
import type { ProjectionWriter } from './projection-writer.ts';

/** What is kept of an event while its batch gathers. */
export interface ProjectedEvent {
  readonly rows: readonly ProjectedRow[];
}

/** Makes the rows of an event, or puts it aside where the tables cannot hold it. */
export function takeApart(event: PublicEvent): StepResult<ProjectedEvent> {
  try {
    return proceed({ rows: projectEvent(event) });
  } catch (error) {
    if (error instanceof UnprojectableError) return refuse('handle', error.code, error.message);
    throw error;
  }
}

/** Resolves when the rows of all events are in the engine; throws EventsRefusedError naming those it refuses. */
export async function takeEvents(
  writer: ProjectionWriter,
  events: readonly ConsumedEvent<ProjectedEvent>[],
): Promise<void> {
  const refused = await findRefused(writer, events);
  if (refused.length > 0) throw new EventsRefusedError(refused);
}

async function findRefused(
  writer: ProjectionWriter,
  events: readonly ConsumedEvent<ProjectedEvent>[],
): Promise<readonly EventRefusal[]> {
  try {
    await writer.write(
      events.flatMap(({ event }) => event.rows),
      [],
    );
    return [];
  } catch (error) {
    if (!isDataFault(error)) throw error;
    const [first] = events;
    if (first !== undefined && events.length === 1)
      return [{ event: first, code: 'refused-by-clickhouse', reason: describe(error) }];
    const middle = Math.ceil(events.length / 2);
    return [
      ...(await findRefused(writer, events.slice(0, middle))),
      ...(await findRefused(writer, events.slice(middle))),
    ];
  }
}

/** The engine's words without the row it quotes: reasons must not carry data. */
function describe(error: unknown): string {
  const code = error instanceof Error && 'type' in error ? String(error.type) : 'data fault';
  return `ClickHouse refused the rows of this event: ${code}`;
}
