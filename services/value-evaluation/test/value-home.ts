// Value evaluation at home: its app on real databases and the embedded bus.
import { createServiceHome, type Ask, type ServiceHome } from '@copse/commands/service-home';
import { createValueEvaluation, valueEvaluationMigrations } from '../src/index.ts';

/** Makes a home with the relay running. */
export async function createValueHome(options: { maxConnections?: number } = {}): Promise<ServiceHome> {
  return await createServiceHome({
    sets: valueEvaluationMigrations,
    compose: createValueEvaluation,
    ...options,
  });
}

/** A caller who may read and write stories. */
export function storyteller(home: ServiceHome, tenant = 'acme'): Ask {
  return home.caller(tenant, ['value:read', 'value:write']);
}

export const march = '2026-03-01T00:00:00.000Z';

/** A story of two steps, in the framework of 2020. */
export const clinic = {
  community: 'bridges',
  frameworkVersion: '2020',
  title: 'A clinic paid off',
  narrative: 'How one evening saved a bridge.',
  steps: [
    { cycle: 'immediate', occurredAt: '2026-03-01T01:00:00+01:00', sign: 'positive', text: 'We met.' },
    { cycle: 'applied', sign: 'positive', text: 'I changed the bearing.', tags: ['agency'] },
  ],
};

/** Drafts a story and returns its id. */
export async function draft(ask: Ask, story: object = clinic): Promise<string> {
  const { body } = await ask('POST /v1/stories', story);
  return String(body['storyId']);
}
