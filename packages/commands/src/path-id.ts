// Ids in paths. One that is no id of ours names nothing: the answer is the same 404 as for an id nobody has.
import Type from 'typebox';

/** The schema of a UUID in a path. Its form is checked by `isUuid`, where the 404 can say what is missing. */
export const UuidInPath = Type.String({
  minLength: 1,
  maxLength: 500,
  description: 'A UUID as this API gave it.',
  examples: ['0c7b2f4e-8d53-4a44-9d35-0d6b5f8f3f01'],
});

/** The schema of a name in a path, such as a community's key: what no name can look like is a 404 too. */
export const NameInPath = Type.String({ minLength: 1, maxLength: 500 });

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text has the form of an id of ours. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
