// Routes and the statement made of them.
import { describe, expect, it } from 'vitest';
import { resolveRoutes } from './event-routes.ts';
import { composeFeedStatement } from './feed-statement.ts';

describe('routes', () => {
  it('send each public type to its topic and keep private ones inside', () => {
    const routes = resolveRoutes({
      source: 'copse/membership',
      topic: 'copse.membership',
      topicOf: (type) => (type.startsWith('copse.access.') ? 'copse.access' : 'copse.membership'),
      publicTypes: {
        'member-joined': 'copse.membership.member-joined.v1',
        'key-issued': 'copse.access.key-issued.v1',
        noted: null,
      },
    });
    expect(routes.topics).toEqual(['copse.membership', 'copse.access']);
    expect(routes.routes.map((route) => [route.type, route.topic])).toEqual([
      ['member-joined', 0],
      ['key-issued', 1],
    ]);
    expect(routes.privateTypes).toEqual(['noted']);
  });

  it('own their default topic even where no type goes to it: its watermark must rise too', () => {
    expect(resolveRoutes({ source: 's', topic: 'copse.value', publicTypes: {} }).topics).toEqual([
      'copse.value',
    ]);
  });

  it('quote what they put into the statement', () => {
    const statement = composeFeedStatement(
      resolveRoutes({ source: 's', topic: 't', publicTypes: { "it's": "o'clock" } }),
    );
    expect(statement).toContain("when 'it''s' then '\"o''clock\"'");
  });
});
