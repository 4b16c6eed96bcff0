// R4: how long conversations get, and how deep.
import { CLOCK_SKEW_MS, NOWHERE, toParameters } from '../facts/parameters.ts';
import { figurePerWindow, type WindowRow } from '../facts/per-window.ts';
import {
  nullFigure,
  ratioFigure,
  type Figure,
  type IndicatorDefinition,
  type IndicatorQuestion,
} from '../indicator.ts';
import { findThreadOpenings } from '../measures/reply-chains.ts';
import type { Window } from '../windows.ts';
import { THREADS_BEHIND } from '../selections.ts';
import { chainsQuery, query } from './query.sql.ts';

interface Row extends WindowRow {
  readonly threads: number;
  readonly replies: number;
  readonly nested: number;
  readonly chained: number;
}

interface ChainsRow {
  readonly numbers: readonly number[];
  readonly at: readonly number[];
  readonly openings: readonly number[];
}

export const threadDepth: IndicatorDefinition = {
  id: 'R4',
  slug: 'thread-depth',
  family: 'rhythm',
  name: 'Thread depth',
  question: 'How far do conversations go?',
  formula: 'mean replies/thread; share of replies nested ≥2',
  formulaVersion: 1,
  unit: 'replies per thread',
  range: '0 or more; 0 to 1',
  n: 'threads opened in W',
  notes: [
    'A thread is an ask, or any other activity that was replied to and is no reply itself; it belongs to the window in which it was opened, with all its replies, also later ones.',
    'A reply is an answer, reply or comment that names a target or a thread; its thread is the one it names, else the one its targets lead to. It is nested at level 2 or deeper when what it replies to is itself a reply.',
    'Bots’ acts are left out, so a thread that a bot opened is none; anonymous replies count as activities.',
    'A reply dated more than a day before its thread is not in it.',
    'The activities behind it are the threads opened in W and their replies; one that names no thread and replies to a reply counts, but is not listed.',
  ],
  source: 'Wenger, Trayner & de Laat 2011, cycle 1; PMC10848396',
  topics: ['copse.activity', 'copse.membership'],
  behind: THREADS_BEHIND,
  nullReasons: {
    'no-threads': 'No thread was opened in the window.',
    'no-replies': 'The threads of the window have no replies.',
  },
  isEvidence: ({ n }) => n > 0,
  async evaluate(question) {
    const parameters = toParameters(question);
    const { reader, plan } = question;
    const rows = await reader.read<Row>({ origin: 'indicator/R4', sql: query, parameters });
    const hasChains = rows.some((row) => row.chained > 0);
    const chained = hasChains ? await countChained(question, parameters) : [];
    let index = 0;
    return figurePerWindow(plan, rows, (row) => {
      const more = chained[index] ?? 0;
      index += 1;
      return toFigure(row?.threads ?? 0, (row?.replies ?? 0) + more, (row?.nested ?? 0) + more);
    });
  },
};

/** For each window the replies that hang on its threads through other replies; all of them are nested. */
async function countChained(
  { reader, plan }: IndicatorQuestion,
  parameters: Record<string, unknown>,
): Promise<readonly number[]> {
  const [row] = await reader.read<ChainsRow>({
    origin: 'indicator/R4/chains',
    sql: chainsQuery,
    parameters: { ...parameters, nowhere: NOWHERE },
  });
  const counts = plan.windows.map(() => 0);
  if (row === undefined || row.at.length === 0) return counts;
  const openings = findThreadOpenings(
    {
      replies: row.numbers.slice(0, row.at.length),
      parents: row.numbers.slice(row.at.length),
      at: row.at,
      parentThreadOpened: row.openings.map((opened) => (opened === NOWHERE ? null : opened)),
    },
    CLOCK_SKEW_MS,
  );
  for (const opened of openings) {
    const index = opened === null ? -1 : findWindow(plan.windows, opened);
    if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

/** The index of the window an instant lies in, or −1: a binary search. */
function findWindow(windows: readonly Window[], instantMs: number): number {
  let low = 0;
  let high = windows.length - 1;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const window = windows[middle];
    if (window === undefined) return -1;
    if (instantMs < window.fromMs) high = middle - 1;
    else if (instantMs >= window.toMs) low = middle + 1;
    else return middle;
  }
  return -1;
}

function toFigure(threads: number, replies: number, nested: number): Figure {
  const share = ratioFigure(nested, replies, threads === 0 ? 'no-threads' : 'no-replies');
  const figure = threads === 0 ? nullFigure('no-threads') : ratioFigure(replies, threads, 'no-threads');
  return {
    ...figure,
    parts: [
      {
        name: 'share-nested',
        value: share.value,
        unit: 'share',
        numerator: share.numerator,
        denominator: share.denominator,
        nullReason: share.nullReason,
      },
    ],
  };
}
