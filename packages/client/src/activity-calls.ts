// Activities: one, many, a queue of them, and where one has got to.
import type { Activity, ActivityResult } from './activity.ts';
import { createActivityQueue, type ActivityQueue, type ActivityQueueOptions } from './activity-queue.ts';
import type { BatchLimits } from './batching.ts';
import { postActivities, postActivity } from './post-activities.ts';
import type { Transport } from './transport.ts';

/** Where an activity is on its way from the log to whoever reads the topic. */
export interface ActivityTrace {
  readonly activityRef: string;
  /** Null when it never arrived. */
  readonly log: { readonly eventId: string; readonly recordedAt: string; readonly relayed: boolean } | null;
  readonly topic: {
    readonly name: string;
    readonly reachable: boolean;
    readonly detail?: string;
    readonly records: readonly { readonly partition: number; readonly offset: string; readonly at: string }[];
  };
  readonly deadLetters: {
    readonly reachable: boolean;
    readonly detail?: string;
    readonly letters: readonly {
      readonly group: string;
      readonly step: string;
      readonly code: string;
      readonly reason: string;
      readonly at: string;
    }[];
  };
}

export interface ActivityCalls {
  postActivity(activity: Activity): Promise<ActivityResult>;
  /** One result per activity, in their order; cut into requests as large as the server takes. */
  postActivities(activities: readonly Activity[], limits?: BatchLimits): Promise<ActivityResult[]>;
  /** Batches by size and time. Close it before the process ends. */
  openActivityQueue(options?: ActivityQueueOptions): ActivityQueue;
  /** Where an activity is: log, topic, dead letters. */
  traceActivity(source: string, id: string): Promise<ActivityTrace>;
}

export function createActivityCalls(transport: Transport): ActivityCalls {
  return {
    postActivity: async (activity) => await postActivity(transport, activity),
    postActivities: async (activities, limits) => await postActivities(transport, activities, limits),
    openActivityQueue: (options) =>
      createActivityQueue(async (activities) => await postActivities(transport, activities), options),
    async traceActivity(source, id) {
      const path = '/v1/activities:trace';
      return (await transport.request<ActivityTrace>({ method: 'GET', path, query: { source, id } })).body;
    },
  };
}
