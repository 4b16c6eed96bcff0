// The oracle: all fifteen indicators from the raw public events, in memory, by loops that follow the
// catalogue's sentences and share no code with the queries. Slow and plain on purpose.
import type { Figure } from '../src/indicators/indicator.ts';
import { walkWindows, type FoldWindow } from './fold-calendar.ts';
import { readFoldFacts, type FoldFacts } from './fold-facts.ts';
import { findBound, type FoldQuestion, type FoldSpan } from './fold-question.ts';
import { foldConversations } from './fold-conversations.ts';
import { foldNetwork } from './fold-network.ts';
import { foldParticipation } from './fold-participation.ts';
import type { PublicEvent } from '@copse/contracts';

/** One indicator's number, such as `E1`, to its figures, one a window. */
export type FoldedFigures = Readonly<Record<string, readonly Figure[]>>;

/** Computes every indicator. Order, repetition and grouping of the events do not matter. */
export function foldIndicators(events: readonly PublicEvent[], question: FoldQuestion): FoldedFigures {
  const facts = readFoldFacts(events, question.tenant, question.community);
  const spans = cut(question);
  const perWindow = spans.map((span) => foldWindow(facts, span, question));
  const names = Object.keys(perWindow[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, perWindow.map((figures) => figures[name] as Figure)]));
}

function foldWindow(facts: FoldFacts, span: FoldSpan, question: FoldQuestion): Record<string, Figure> {
  return {
    ...foldParticipation(facts, span, question),
    ...foldNetwork(facts, span),
    ...foldConversations(facts, span, question),
  };
}

function cut(question: FoldQuestion): readonly FoldSpan[] {
  const { span, grain, timeZone, retentionPeriods } = question;
  if (grain === 'window') {
    const shifted = (count: number): FoldWindow['period'] => findBound(span, count, timeZone);
    return [{ ...span, previous: shifted(-1), later: shifted(retentionPeriods) }];
  }
  const walked = walkWindows(span, grain, timeZone, retentionPeriods);
  return walked.windows.map((window, index) => ({
    fromMs: window.fromMs,
    toMs: window.toMs,
    previous: walked.periodAfter(index, -1),
    later: walked.periodAfter(index, retentionPeriods),
  }));
}
