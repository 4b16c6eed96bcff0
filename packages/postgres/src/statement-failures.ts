// drizzle wraps what a driver says in an error whose message is the statement and all its values: people's
// names among them. Messages reach logs and answers, so the wrapper is taken off where it is put on.
import { DrizzleQueryError } from 'drizzle-orm';
import postgres from 'postgres';

/** What of drizzle's database and transactions this needs; `session` is theirs and not in their types. */
interface Statements {
  readonly session: { prepareQuery(...given: unknown[]): { execute(...given: unknown[]): Promise<unknown> } };
  transaction(work: (tx: Statements) => Promise<unknown>, ...given: unknown[]): Promise<unknown>;
}

/** The same database, whose statements, inside transactions too, fail with what the driver said, without values. */
export function failWithoutValues<Given extends object>(given: Given): Given {
  const statements = given as unknown as Statements;
  const { session } = statements;
  const prepareQuery = session.prepareQuery.bind(session);
  session.prepareQuery = (...query) => {
    const prepared = prepareQuery(...query);
    const execute = prepared.execute.bind(prepared);
    prepared.execute = async (...values) => {
      try {
        return await execute(...values);
      } catch (error) {
        throw takeValuesOut(error);
      }
    };
    return prepared;
  };
  const transaction = statements.transaction.bind(statements);
  statements.transaction = async (work, ...settings) =>
    await transaction(async (tx) => await work(failWithoutValues(tx)), ...settings);
  return given;
}

/** SQLSTATE class 22: a value that does not fit its type. The server's message quotes it. */
const DATA_EXCEPTION = '22';

function takeValuesOut(error: unknown): unknown {
  const cause = error instanceof DrizzleQueryError ? (error.cause ?? new Error('a statement failed')) : error;
  if (!(cause instanceof postgres.PostgresError)) return cause;
  // "Key (name)=(…) already exists", "Failing row contains (…)", "unnamed portal parameter $1 = '…'".
  for (const name of ['detail', 'where']) Reflect.deleteProperty(cause, name);
  if (cause.code.startsWith(DATA_EXCEPTION)) {
    const quoting = cause.message;
    cause.message = quoting.replace(/"[^]*"/, '"…"');
    // The driver made it read-only.
    const value = cause.stack?.replace(quoting, () => cause.message);
    Object.defineProperty(cause, 'stack', { value });
  }
  return cause;
}
