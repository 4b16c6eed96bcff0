// Instants as requests carry them.
import Type from 'typebox';

/** An instant in a request: RFC 3339 with an offset. Its day and range are checked by `readInstant`. */
export const InstantInput = Type.String({
  minLength: 20,
  maxLength: 35,
  pattern: '^\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})$',
  'x-must-be': 'an RFC 3339 instant with an offset, such as 2026-03-12T17:00:45+01:00',
  description: 'RFC 3339 with an offset; kept in UTC with milliseconds. From 1900 to 2299.',
  examples: ['2026-03-02T09:30:00Z'],
});
