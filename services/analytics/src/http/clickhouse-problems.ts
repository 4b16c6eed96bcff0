// What a caller is told when ClickHouse cannot answer: to come back, or to ask for less.
import {
  ClickHouseOverloadedError,
  ClickHouseUnavailableError,
  isShutOut,
  isTransient,
  readEngineCode,
} from '@copse/clickhouse';
import { problem } from '@copse/http';

// Time, memory and rows: the limits every query has.
const LIMIT_CODES = new Set(['159', '160', '241', '396', '158', '307']);

/** The problem an error of the engine is answered with; other errors come back as they are. */
export function explainToCaller(error: unknown): unknown {
  const code = readEngineCode(error);
  if (code !== undefined && LIMIT_CODES.has(code))
    return problem({
      status: 503,
      code: 'question-too-large',
      title: 'The question costs too much',
      detail:
        'the answer would take more time or memory than one question may; ask for a shorter period or a coarser grain',
      retryAfterSeconds: 10,
    });
  const isAway =
    error instanceof ClickHouseUnavailableError ||
    error instanceof ClickHouseOverloadedError ||
    isTransient(error) ||
    isShutOut(error);
  if (!isAway) return error;
  return problem({
    status: 503,
    code: 'figures-unavailable',
    title: 'The analytics database does not answer',
    detail: 'the analytics database is away or has too much to do; ask again in a few seconds',
    retryAfterSeconds: 2,
  });
}
