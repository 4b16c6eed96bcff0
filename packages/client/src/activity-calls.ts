// Activities: one, many, a queue of them, and where one has got to.
import type { Activity, ActivityResult } from './activity.ts';
import { createActivityQueue, type ActivityQueue, type ActivityQueueOptions } from './activity-queue.ts';
import type { BatchLimits } from './batching.ts';
import { postActivities, postActivity } from './post-activities.ts';
import type { Transport } from './transport.ts';

export interface ActivityCalls {
  postActivity(activity: Activity): Promise<ActivityResult>;
  /** One result per activity, in their order; cut into requests as large as the server takes. */
  postActivities(activities: readonly Activity[], limits?: BatchLimits): Promise<ActivityResult[]>;
  /** Batches by size and time. Close it before the process ends. */
  openActivityQueue(options?: ActivityQueueOptions): ActivityQueue;
  /** Where an activity is: log, topic, dead letters. */
  traceActivity(source: string, id: string): Promise<unknown>;
}

export function createActivityCalls(transport: Transport): ActivityCalls {
  return {
    postActivity: async (activity) => await postActivity(transport, activity),
    postActivities: async (activities, limits) => await postActivities(transport, activities, limits),
    openActivityQueue: (options) =>
      createActivityQueue(async (activities) => await postActivities(transport, activities), options),
    async traceActivity(source, id) {
      const path = '/v1/activities:trace';
      return (await transport.request<unknown>({ method: 'GET', path, query: { source, id } })).body;
    },
  };
}
