import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from 'vitest';
import { generateAsyncApi } from './asyncapi.ts';

/** The parser's severity of a fault, as against warnings and hints. */
const ERROR = '0';

describe('the AsyncAPI document', () => {
  it('is valid AsyncAPI 3 with a message for every public event', async () => {
    const { document, diagnostics } = await new Parser().parse(generateAsyncApi());
    expect(diagnostics.filter((diagnostic) => `${diagnostic.severity}` === ERROR)).toEqual([]);
    expect(document?.version()).toBe('3.0.0');
    expect(
      document
        ?.allChannels()
        .all()
        .map((channel) => channel.address()),
    ).toContain('copse.activity');
    expect(
      document
        ?.allMessages()
        .all()
        .map((message) => message.name()),
    ).toContain('copse.activity.captured.v1');
  });
});
