// What the specs of every service look at alike: whole lists, every operation, every published event.
import type { PublicEvent } from '@copse/contracts';
import type { FastifyInstance } from 'fastify';
import type Type from 'typebox';
import { Check, Errors } from 'typebox/value';
import type { Ask } from './service-home.ts';

/** Follows a list to its end; `url` has a query already. `betweenPages` may change what is listed. */
export async function readPages<Item>(
  ask: Ask,
  url: string,
  betweenPages?: () => Promise<void>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor = ''; ;) {
    const { body } = await ask(`GET ${url}${cursor}`);
    const page = body as unknown as { items: Item[]; nextCursor: string | null };
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = `&cursor=${page.nextCursor}`;
    await betweenPages?.();
  }
}

/** Every operation of the app's API below /v1, its path parameters filled with what names nothing. */
export function listOperations(app: FastifyInstance): readonly Parameters<Ask>[0][] {
  const document = app.swagger() as { paths?: Readonly<Record<string, object>> };
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) => {
    const url = path.replaceAll(/\{\w+\}/g, 'nothing');
    return Object.keys(methods).map((method) => `${method.toUpperCase()} ${url}` as Parameters<Ask>[0]);
  });
}

/** What of the events does not conform to the contract, as `type: fault`. */
export function findFaults(
  events: readonly PublicEvent[],
  contract: Readonly<Record<string, Type.TSchema>>,
): string[] {
  return events.flatMap(({ type, data }) => {
    const schema = contract[type];
    if (schema === undefined) return [`${type}: not in the contract`];
    return Check(closeObject(schema), data) ? [] : [`${type}: ${JSON.stringify(Errors(schema, data))}`];
  });
}

/** Nothing may be published besides what the contract names. */
function closeObject(schema: Type.TSchema): Type.TSchema {
  return { ...schema, additionalProperties: false };
}
