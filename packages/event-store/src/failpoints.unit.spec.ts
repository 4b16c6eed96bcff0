// Failpoints: named, armed by the environment, never in production.
import { describe, expect, it } from 'vitest';
import { FailpointError, loadFailpoints } from './failpoints.ts';

describe('failpoints', () => {
  it('do nothing unless they are armed', () => {
    expect(() => loadFailpoints({})('relay.acked')).not.toThrow();
    expect(() => loadFailpoints({ COPSE_FAILPOINTS: 'relay.acked=fail' })('relay.batch-read')).not.toThrow();
  });

  it('fail at every hit, or at the one that was named', () => {
    const always = loadFailpoints({ COPSE_FAILPOINTS: 'relay.acked=fail' });
    expect(() => always('relay.acked')).toThrow(FailpointError);
    expect(() => always('relay.acked')).toThrow(FailpointError);
    const second = loadFailpoints({ COPSE_FAILPOINTS: 'relay.batch-read=fail,relay.acked=fail@2' });
    expect(() => second('relay.acked')).not.toThrow();
    expect(() => second('relay.acked')).toThrow(FailpointError);
    expect(() => second('relay.acked')).not.toThrow();
  });

  it('refuse to load in production', () => {
    const environment = { NODE_ENV: 'production', COPSE_FAILPOINTS: 'relay.acked=kill' };
    expect(() => loadFailpoints(environment)).toThrow('set in production');
    expect(() => loadFailpoints({ NODE_ENV: 'production' })).not.toThrow();
  });

  it.each(['relay.nowhere=kill', 'relay.acked=explode', 'relay.acked', 'relay.acked=kill@x'])(
    'refuse %s by name',
    (text) => {
      expect(() => loadFailpoints({ COPSE_FAILPOINTS: text })).toThrow(`"${text}"`);
    },
  );
});
