// A batch of events into the tables. An event whose rows the engine itself refuses is found by halving the
// batch, and named; one poisoned event never holds up its neighbours.
import { isDataFault } from '@copse/clickhouse';
import type { PublicEvent } from '@copse/contracts';
import { EventsRefusedError, type ConsumedEvent, type EventRefusal } from '@copse/messaging';
import { UnprojectableError } from '../store/engine-instant.ts';
import { projectEvent } from './project-event.ts';
import type { ProjectionWriter } from './projection-writer.ts';

/** What a look at one event says: go on, or put it aside with a code and a reason. */
export type EventCheck =
  | { readonly isFit: true }
  | { readonly isFit: false; readonly code: string; readonly reason: string };

export interface EventTaker {
  /** Whether rows can be made of an event, and why not. They are not kept: while a batch gathers, less memory is held. */
  check(event: PublicEvent): EventCheck;
  /** Resolves when the rows of all events are in the engine; throws EventsRefusedError naming those it refuses. */
  take(events: readonly ConsumedEvent[]): Promise<void>;
}

/** Creates the taker on a writer. */
export function createEventTaker(writer: ProjectionWriter): EventTaker {
  const findRefused = async (events: readonly ConsumedEvent[]): Promise<readonly EventRefusal[]> => {
    try {
      await writer.write(
        events.flatMap(({ event }) => projectEvent(event)),
        [],
      );
      return [];
    } catch (error) {
      if (!isDataFault(error)) throw error;
      const [first] = events;
      if (first !== undefined && events.length === 1)
        return [{ event: first, code: 'refused-by-clickhouse', reason: describe(error) }];
      const middle = Math.ceil(events.length / 2);
      return [...(await findRefused(events.slice(0, middle))), ...(await findRefused(events.slice(middle)))];
    }
  };

  return {
    check(event) {
      try {
        projectEvent(event);
        return { isFit: true };
      } catch (error) {
        if (error instanceof UnprojectableError)
          return { isFit: false, code: error.code, reason: error.message };
        throw error;
      }
    },
    async take(events) {
      const refused = await findRefused(events);
      if (refused.length > 0) throw new EventsRefusedError(refused);
    },
  };
}

/** The engine's words without the row it quotes: reasons must not carry data. */
function describe(error: unknown): string {
  const code = error instanceof Error && 'type' in error ? String(error.type) : 'data fault';
  return `ClickHouse refused the rows of this event: ${code}`;
}
