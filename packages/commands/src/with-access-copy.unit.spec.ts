import type { ServiceModule } from '@copse/http';
import type { ConsumerProgress, EventConsumer } from '@copse/messaging';
import { expect, it } from 'vitest';
import { withAccessCopy } from './with-access-copy.ts';

const IDLE: ConsumerProgress = {
  assignedPartitions: 1,
  lag: 0,
  lastCommitAt: null,
  stuckSeconds: 0,
  bufferedEvents: 0,
  failure: null,
  crashed: false,
};

const service: ServiceModule = {
  name: 'spec',
  routes: async () => {},
  start: async () => {},
  stop: async () => {},
  health: async () => [{ name: 'PostgreSQL', status: 'up', required: true }],
};

it.each([
  ['hears', {}, 'up'],
  ['waits for the bus', { failure: 'the bus is away' }, 'down'],
  ['ended', { crashed: true }, 'down'],
  ['has not got on for two minutes', { stuckSeconds: 120, lag: 1 }, 'down'],
])('a service tells of its access copy: one that %s', async (_how, change, status) => {
  const progress = (): ConsumerProgress => ({ ...IDLE, ...change });
  const copy: EventConsumer = { start: async () => {}, stop: async () => {}, progress };
  expect(await withAccessCopy(service, copy).health()).toMatchObject([
    { name: 'PostgreSQL', status: 'up' },
    { name: 'access copy', status, required: false },
  ]);
});
