// Where is my activity? The last of the stations `copse trace` asks: whether figures can see it.
import { callerOf } from '@copse/access';
import { KeyedReference } from '@copse/contracts';
import { problem, problemResponses } from '@copse/http';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { ClickHouseReader } from '../store/clickhouse-reader.ts';
import { findProjectedActivity } from '../store/projected-activity.ts';

const ProjectedActivity = Type.Object(
  {
    activityRef: KeyedReference,
    community: Type.String(),
    communityRegistered: Type.Boolean({ description: 'Figures appear once it is' }),
    occurredAt: Type.String(),
    recordedAt: Type.String(),
    eventId: Type.String(),
    timesReceived: Type.Integer({ minimum: 1, description: 'Copies not merged yet; figures count one' }),
  },
  { title: 'ProjectedActivity' },
);

/** The route of one activity's trace. */
export function createProjectedActivityRoutes(deps: { reader: ClickHouseReader }): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/analytics/activities/:activityRef',
      {
        config: { scope: 'activities:read' },
        schema: {
          tags: ['data health'],
          operationId: 'findProjectedActivity',
          summary: 'Has this activity reached the figures?',
          params: Type.Object({ activityRef: KeyedReference }),
          response: { 200: ProjectedActivity, ...problemResponses(404) },
        },
      },
      async (request) => {
        const { tenant } = callerOf(request);
        const { activityRef } = request.params;
        const found = await findProjectedActivity(deps.reader, tenant, activityRef);
        if (found !== null) return found;
        throw problem({
          status: 404,
          code: 'activity-not-projected',
          detail:
            'no activity with this reference has reached the figures; data health says how far the projection is',
        });
      },
    );
  };
}
