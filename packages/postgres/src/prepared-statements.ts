// drizzle sends every statement without a name, and PostgreSQL plans it anew each time, over all partitions and
// policies: a third of what registering a person costs. Under a name it is planned once a connection. A
// statement's text must then be one of few: lists travel as one array parameter, never as so many placeholders.
import type postgres from 'postgres';

type Client = postgres.Sql | postgres.TransactionSql;
type Begin = (...given: unknown[]) => unknown;

/** The same client, for drizzle: what it sends is prepared, inside transactions too. */
export function prepareStatements<Given extends Client>(client: Given): Given {
  const begin =
    (original: Begin): Begin =>
    (...given) => {
      const work = given.pop() as (tx: postgres.TransactionSql) => unknown;
      return original(...given, (tx: postgres.TransactionSql) => work(prepareStatements(tx)));
    };
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name === 'unsafe') {
        const unsafe: Client['unsafe'] = (query, parameters) =>
          target.unsafe(query, parameters, { prepare: true });
        return unsafe;
      }
      return name === 'begin' || name === 'savepoint' ? begin(member as Begin) : member;
    },
  });
}
