// A creating command under an Idempotency-Key takes effect once: a repeat gets the first answer's status
// and ids, also when both arrive at the same moment.
import { problem } from '@copse/http';
import { withTenant, type Database, type Transaction } from '@copse/postgres';
import {
  findAnswer,
  recordAnswer,
  type RememberedAnswer,
  type RepeatableRequest,
} from './idempotency-store.ts';

/** Undoes a transaction whose request was answered by a faster twin. */
class AnsweredMeanwhileError extends Error {
  override readonly name = 'AnsweredMeanwhileError';
}

/** Called in the append's transaction, after the append, with what will be answered. */
export type Remember = (tx: Transaction, answer: RememberedAnswer) => Promise<void>;

/**
 * Runs `work` unless the same request was answered before. `request` is null where the client sent no key:
 * then `work` simply runs. A `work` that appended nothing is remembered afterwards. Refusals are not
 * remembered: `work` throws and the client may try again. Throws a 422 where the key came
 * with another request.
 */
export async function answerOnce(
  db: Database,
  request: RepeatableRequest | null,
  work: (remember: Remember) => Promise<RememberedAnswer>,
): Promise<RememberedAnswer> {
  if (request === null) return await work(async () => {});
  const before = await findEarlierAnswer(db, request);
  if (before !== null) return before;
  let isRemembered = false;
  const remember: Remember = async (tx, answer) => {
    if (!(await recordAnswer(tx, request, answer))) throw new AnsweredMeanwhileError();
    isRemembered = true;
  };
  try {
    const answer = await work(remember);
    if (!isRemembered)
      await withTenant(db, request.tenant, async (tx) => await recordAnswer(tx, request, answer));
    return answer;
  } catch (error) {
    if (!(error instanceof AnsweredMeanwhileError)) throw error;
    const twin = await findEarlierAnswer(db, request);
    if (twin === null) throw error;
    return twin;
  }
}

async function findEarlierAnswer(db: Database, request: RepeatableRequest): Promise<RememberedAnswer | null> {
  const found = await withTenant(db, request.tenant, async (tx) => await findAnswer(tx, request));
  if (found === null) return null;
  if (found.isSame) return found.answer;
  throw problem({
    status: 422,
    code: 'idempotency-key-reused',
    title: 'Idempotency-Key used for another request',
    detail: 'This Idempotency-Key came with another request before. Send a new key for a new request.',
    errors: [
      {
        in: 'header',
        pointer: '/idempotency-key',
        code: 'idempotency-key-reused',
        detail: 'Send a new key.',
      },
    ],
  });
}
