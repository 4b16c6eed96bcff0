// Indicators and the value-creation matrix over HTTP: read-only, for callers with analytics:read.
import { callerOf } from '@copse/access';
import { cutPage, problemResponses, readCursor } from '@copse/http';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  readActivitiesBehind,
  type ActivityBehind,
  type ActivityPosition,
} from '../indicators/activities-behind.ts';
import { answerIndicators } from '../indicators/answer.ts';
import { INDICATORS } from '../indicators/catalogue.ts';
import { composeValueMatrix } from '../matrix/value-matrix.ts';
import type { ClickHouseReader } from '../store/clickhouse-reader.ts';
import { presentAnswer, presentDefinition, presentFrame, presentMatrix } from './indicator.presenter.ts';
import {
  ActivitiesBehind,
  ActivitiesQuery,
  CommunityIndicator,
  CommunityIndicators,
  CommunityParams,
  IndicatorCatalogue,
  IndicatorParams,
  IndicatorQuery,
  MatrixQuery,
} from './indicator.schemas.ts';
import { requireBehind, requireCommunity, requireIndicator } from './require.ts';
import { planWindows, readSecondSpan, readSpan } from './span.ts';
import { ValueMatrix } from './value-matrix.schemas.ts';

const config = { scope: 'analytics:read' } as const;
const tags = ['indicators'];
const refusals = problemResponses(404, 422);
const POSITION_OF_CURSOR = [/^-?\d{1,15}$/, /^[0-9a-f]{32}$/];

/** The routes; `reader` asks the projection. */
export function createIndicatorRoutes({ reader }: { reader: ClickHouseReader }): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/analytics/indicators',
      {
        config,
        schema: {
          tags,
          operationId: 'listIndicators',
          summary: 'The catalogue of indicators',
          response: { 200: IndicatorCatalogue },
        },
      },
      async () => ({ indicators: INDICATORS.map(presentDefinition) }),
    );
    await app.register(createFigureRoutes(reader));
    await app.register(createActivitiesRoute(reader));
    await app.register(createMatrixRoute(reader));
  };
}

function createFigureRoutes(reader: ClickHouseReader): FastifyPluginAsyncTypebox {
  const open = async (tenant: string, key: string, query: IndicatorQuery) => {
    const community = await requireCommunity(reader, tenant, key);
    const { grain = 'window', framework = community.framework, k: retentionPeriods = 1 } = query;
    const plan = planWindows(readSpan(query, community.timeZone), grain, community.timeZone);
    return { reader, community, plan, framework, retentionPeriods };
  };
  return async (app) => {
    app.get(
      '/v1/analytics/communities/:key/indicators',
      {
        config,
        schema: {
          tags,
          operationId: 'readIndicators',
          summary: 'All indicators of a community',
          params: CommunityParams,
          querystring: IndicatorQuery,
          response: { 200: CommunityIndicators, ...refusals },
        },
      },
      async (request) => {
        const options = await open(callerOf(request).tenant, request.params.key, request.query);
        const answers = await answerIndicators(INDICATORS, options);
        return {
          ...presentFrame(options),
          grain: options.plan.grain,
          indicators: answers.map(presentAnswer),
        };
      },
    );
    app.get(
      '/v1/analytics/communities/:key/indicators/:slug',
      {
        config,
        schema: {
          tags,
          operationId: 'readIndicator',
          summary: 'One indicator of a community',
          params: IndicatorParams,
          querystring: IndicatorQuery,
          response: { 200: CommunityIndicator, ...refusals },
        },
      },
      async (request) => {
        const definition = requireIndicator(request.params.slug);
        const options = await open(callerOf(request).tenant, request.params.key, request.query);
        const [answer] = await answerIndicators([definition], options);
        if (answer === undefined) throw new Error('one question has one answer');
        return { ...presentFrame(options), grain: options.plan.grain, indicator: presentAnswer(answer) };
      },
    );
  };
}

function createActivitiesRoute(reader: ClickHouseReader): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/analytics/communities/:key/indicators/:slug/activities',
      {
        config,
        schema: {
          tags,
          operationId: 'readActivitiesBehind',
          summary: 'The activities behind an indicator',
          description:
            'The activities that a figure over the span rests on, oldest first, without who did them; the link beside a figure names the spans. Replies to what was opened in the span are among them whenever they came. Behind an indicator of stories there are none: 404 with the address of the stories.',
          params: IndicatorParams,
          querystring: ActivitiesQuery,
          response: { 200: ActivitiesBehind, ...refusals },
        },
      },
      async (request) => {
        const { limit = 100 } = request.query;
        const definition = requireIndicator(request.params.slug);
        const community = await requireCommunity(reader, callerOf(request).tenant, request.params.key);
        const behind = requireBehind(definition, community.key);
        const span = readSpan(request.query, community.timeZone);
        const also = readSecondSpan(request.query, community.timeZone);
        const after = readPosition(request.query);
        const found = await readActivitiesBehind(reader, { id: definition.id, behind }, community, {
          span,
          also,
          after,
          limit: limit + 1,
        });
        const { items, nextCursor } = cutPage(found, limit, keyOf);
        return { items: [...items], nextCursor };
      },
    );
  };
}

const keyOf = ({ occurredAt, activityRef }: ActivityBehind) => [String(Date.parse(occurredAt)), activityRef];

function readPosition(query: ActivitiesQuery): ActivityPosition | null {
  const [occurredAtMs, activityRef] = readCursor(query, POSITION_OF_CURSOR) ?? [];
  if (occurredAtMs === undefined || activityRef === undefined) return null;
  return { occurredAtMs: Number(occurredAtMs), activityRef };
}

function createMatrixRoute(reader: ClickHouseReader): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/analytics/communities/:key/value-matrix',
      {
        config,
        schema: {
          tags: ['value matrix'],
          operationId: 'readValueMatrix',
          summary: 'The value-creation matrix of a community',
          description:
            'Cycles of value × {indicators, stories}. An empty side of a cell is a finding: value claimed (or, where every step is negative, negative value reported) without evidence, or activity without a story. A cycle that no indicator covers can be filled by stories only, and says so instead; its stories are listed all the same.',
          params: CommunityParams,
          querystring: MatrixQuery,
          response: { 200: ValueMatrix, ...refusals },
        },
      },
      async (request) => {
        const community = await requireCommunity(reader, callerOf(request).tenant, request.params.key);
        const { framework = community.framework } = request.query;
        const plan = planWindows(readSpan(request.query, community.timeZone), 'window', community.timeZone);
        const options = { reader, community, plan, framework, retentionPeriods: 1 };
        return { ...presentFrame(options), ...presentMatrix(await composeValueMatrix(options)) };
      },
    );
  };
}
