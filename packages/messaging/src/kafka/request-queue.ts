// Mends what kafkajs does between requests: after its first one, a connection asks itself every millisecond for
// ever whether requests wait (its issue 1704, open since 2024). With three connections a consumer and two a producer
// that was nearly all that an idle service cost. kafkajs is pinned and will not change any more.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const QUEUE_PATH = 'kafkajs/src/network/requestQueue';

/** What is touched of a connection's queue of requests. */
interface RequestQueue {
  readonly pending: readonly object[];
  scheduleCheckPendingRequests(): void;
}

const { prototype } = require(QUEUE_PATH) as { readonly prototype: RequestQueue };
const scheduleAsKafkajs = prototype.scheduleCheckPendingRequests;

/** Lets a queue look again only while requests wait in it. */
export function installQuietQueue(): void {
  prototype.scheduleCheckPendingRequests = function scheduleWhereNeeded(this: RequestQueue): void {
    if (this.pending.length > 0) scheduleAsKafkajs.call(this);
  };
}
