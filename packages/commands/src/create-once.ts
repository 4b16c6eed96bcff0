// A creating command from request to answer: handled, its read models and its Idempotency-Key written in the
// append's transaction, refusals told as problems.
import type { HandleCommand, RecordedEvent } from '@copse/event-store';
import type { References } from '@copse/personal-data';
import type { Database, Transaction } from '@copse/postgres';
import type { FastifyRequest } from 'fastify';
import { answerOnce } from './answer-once.ts';
import type { RememberedAnswer } from './idempotency-store.ts';
import { settleCommand, type RejectionProblems } from './rejections.ts';
import { eventMetadataOf, repeatableRequestOf } from './requests.ts';

/** What is to be created, and by what. */
export interface Creation<Command, State, Code extends string> {
  readonly db: Database;
  /** Hash what was asked, under the tenant's secret. */
  readonly references: References;
  readonly handle: HandleCommand<Command, State, Code>;
  readonly problems: RejectionProblems<Code>;
  /** The read models of what was appended. */
  readonly project: (tx: Transaction, recorded: readonly RecordedEvent[]) => Promise<void>;
  readonly tenant: string;
  readonly streamId: string;
  readonly command: Command;
  /** What the answer names: of the first request, where this one repeats it. */
  readonly ids: RememberedAnswer['ids'];
}

/** Answers 201, or 200 where everything was so already; a repeat gets the first answer. Throws problems. */
export async function createOnce<Command, State, Code extends string>(
  request: FastifyRequest,
  creation: Creation<Command, State, Code>,
): Promise<{ readonly status: 200 | 201; readonly ids: RememberedAnswer['ids'] }> {
  const { db, references, handle, problems, project, tenant, streamId, command, ids } = creation;
  const answer = await answerOnce(db, repeatableRequestOf(request, references, tenant), async (remember) => {
    const result = await handle(db, {
      tenant,
      streamId,
      command,
      meta: eventMetadataOf(request),
      project: async (tx, recorded) => {
        await project(tx, recorded);
        await remember(tx, { status: 201, ids });
      },
    });
    const { hasChanged } = settleCommand(problems, result);
    return { status: hasChanged ? 201 : 200, ids };
  });
  return { status: answer.status === 201 ? 201 : 200, ids: answer.ids };
}
