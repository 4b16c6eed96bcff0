// Listens to capture for identities that act for the first time, and links those of registered people.
import { IdentitySighted, TOPIC_OF_CONTEXT } from '@copse/contracts';
import {
  createEventConsumer,
  keepConsuming,
  type Bus,
  type ConsumedEvent,
  type EventConsumer,
  type EventOf,
} from '@copse/messaging';
import type { Logger, Metrics } from '@copse/observability';
import { linkSightings } from '../store/identity-linking.ts';
import type { MembershipStore } from '../store/membership-store.ts';

/** The consumer group; its offsets say how far it has read. */
export const IDENTITIES_GROUP = 'copse.membership.identities';

const SCHEMAS = { 'copse.identity.sighted.v1': IdentitySighted } as const;
type SightedEvent = ConsumedEvent<EventOf<typeof SCHEMAS>>;

const EVENTS_MAX = 500;
const WAIT_MS_MAX = 100;

export interface IdentitySightingsDependencies {
  readonly bus: Bus;
  readonly store: MembershipStore;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The consumer ended by itself: the process should exit and be restarted. */
  onCrash(error: Error): void;
}

/** Makes the consumer; nothing runs before its `start`. */
export function createIdentitySightings(deps: IdentitySightingsDependencies): EventConsumer {
  const { bus, store, logger, metrics } = deps;
  const onCrash = (error: Error): void => deps.onCrash(error);
  const linked = metrics.counter({
    name: 'copse_membership_identities_linked_total',
    help: 'Identities that capture sighted and membership linked to a person',
  });
  const consumer = createEventConsumer({
    bus,
    groupId: IDENTITIES_GROUP,
    topics: [TOPIC_OF_CONTEXT.identity],
    schemas: SCHEMAS,
    maxRows: EVENTS_MAX,
    maxWaitMs: WAIT_MS_MAX,
    logger,
    metrics,
    onCrash,
    onEvents: async (events) => {
      for (const [tenant, sighted] of Map.groupBy(events, ({ event }) => event.tenantid)) {
        const report = await linkSightings(store, tenant, sighted.map(describeSighting), metadataOf(sighted));
        linked.inc(report.linked);
        for (const { personId, code } of report.refused) {
          logger.error({ tenant, personId, code }, 'sighted identities could not be linked to their person');
        }
      }
    },
  });
  return keepConsuming(consumer, { name: 'identity sightings', logger, onCrash });
}

function describeSighting({ event }: SightedEvent) {
  const { identityId, lookup, bot } = event.data;
  return { identityId, lookup, bot };
}

/** The trace of the batch's first event: one append may answer several. */
function metadataOf([first]: readonly SightedEvent[]) {
  const traceparent = first?.event.traceparent;
  return traceparent === undefined ? {} : { traceparent };
}
