// The oracle's R indicators: every need and every reply looked at one by one.
import { NEED_KINDS } from '@copse/contracts';
import { isReply, type FoldActivity, type FoldFacts } from './fold-facts.ts';
import { toCount, toNull, toRatio, type FoldFigure } from './fold-figure.ts';
import type { FoldQuestion } from './fold-question.ts';
import { findSurvivalTime, type Wait } from './kaplan-meier.ts';
import type { Period } from '../src/indicators/windows.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** R1, R2 and R4 of one window. */
export function foldConversations(
  facts: FoldFacts,
  span: Period,
  question: FoldQuestion,
): Record<string, FoldFigure> {
  const isNeed = ({ act, kind }: FoldActivity): boolean =>
    act === 'ask' && (NEED_KINDS as readonly string[]).includes(kind);
  const needs = facts.activities
    .filter((activity) => isNeed(activity) && activity.at >= span.fromMs && activity.at < span.toMs)
    .map((need) => ({ opened: need.at, wait: findWait(facts, need) }));
  return {
    R1: foldResponse(needs, question.dataAsOfMs),
    R2: foldUnanswered(needs, span, question.dataAsOfMs),
    R4: foldThreads(facts, span),
  };
}

interface Need {
  readonly opened: number;
  /** Milliseconds to the first reply by another human; null where there is none. */
  readonly wait: number | null;
}

function findWait(facts: FoldFacts, need: FoldActivity): number | null {
  const waits = facts.activities
    .filter((reply) => isReply(reply) && (reply.targetRef ?? reply.thread) === need.ref)
    .filter((reply) => reply.identity !== null && reply.at >= need.at - DAY_MS)
    .filter(
      (reply) =>
        need.identity === null || facts.personOf(reply.identity ?? '') !== facts.personOf(need.identity),
    )
    .map((reply) => Math.max(0, reply.at - need.at));
  return waits.length === 0 ? null : Math.min(...waits);
}

function foldResponse(needs: readonly Need[], dataAsOfMs: number | null): FoldFigure {
  const events = needs.filter(({ wait }) => wait !== null).length;
  const counts = { ...toCount(0, needs.length), events, censored: needs.length - events };
  const p90Of = (value: number | null, reason: string): FoldFigure['parts'] => [
    {
      name: 'p90',
      value,
      unit: 'hours',
      numerator: null,
      denominator: null,
      nullReason: value === null ? reason : null,
    },
  ];
  if (needs.length === 0)
    return { ...counts, value: null, nullReason: 'no-needs', parts: p90Of(null, 'no-needs') };
  if (dataAsOfMs === null)
    return { ...counts, value: null, nullReason: 'no-watermark', parts: p90Of(null, 'no-watermark') };
  const waits: Wait[] = needs.map(({ opened, wait }) => ({
    duration: wait ?? Math.max(0, dataAsOfMs - opened),
    ended: wait !== null,
  }));
  const hoursAt = (numerator: number, denominator: number): number | null => {
    const found = findSurvivalTime(waits, { numerator, denominator });
    return found === null ? null : found / HOUR_MS;
  };
  const median = hoursAt(1, 2);
  return {
    ...counts,
    value: median,
    nullReason: median === null ? 'not-reached' : null,
    parts: p90Of(hoursAt(1, 10), 'not-reached'),
  };
}

function foldUnanswered(needs: readonly Need[], span: Period, dataAsOfMs: number | null): FoldFigure {
  if (dataAsOfMs === null) return toNull('no-watermark', 0);
  const judgedAt = Math.min(span.toMs + 7 * DAY_MS, dataAsOfMs);
  const matured = needs.filter(({ opened }) => judgedAt - opened >= 7 * DAY_MS);
  const unanswered = matured.filter(({ wait }) => wait === null || wait > 7 * DAY_MS);
  return toRatio(unanswered.length, matured.length, 'no-matured-needs');
}

function foldThreads(facts: FoldFacts, span: Period): FoldFigure {
  const said = new Map(facts.activities.map((activity) => [activity.ref, activity]));
  const parentOf = ({ ref, targetRef, thread }: FoldActivity): string | null =>
    [targetRef, thread].find((candidate) => candidate !== null && candidate !== ref) ?? null;
  const replies = (activity: FoldActivity): boolean => isReply(activity) && parentOf(activity) !== null;
  const rootOf = (reply: FoldActivity, path: readonly FoldActivity[] = []): FoldActivity | null => {
    if (path.includes(reply)) return null;
    const named = reply.thread === null || reply.thread === reply.ref ? undefined : said.get(reply.thread);
    const next = named !== undefined && !replies(named) ? named : said.get(parentOf(reply) ?? '');
    if (next === undefined) return null;
    const root = replies(next) ? rootOf(next, [...path, reply]) : next;
    return root !== null && reply.at >= root.at - DAY_MS ? root : null;
  };
  const isInSpan = ({ at }: FoldActivity): boolean => at >= span.fromMs && at < span.toMs;
  const threads = new Set([...said.values()].filter((item) => item.act === 'ask' && isInSpan(item)));
  let count = 0;
  let nested = 0;
  for (const reply of said.values()) {
    const root = replies(reply) ? rootOf(reply) : null;
    if (root === null || !isInSpan(root)) continue;
    threads.add(root);
    count += 1;
    const parent = said.get(parentOf(reply) ?? '');
    if (parent !== undefined && replies(parent) && parent.at >= root.at - DAY_MS) nested += 1;
  }
  const share = toRatio(nested, count, threads.size === 0 ? 'no-threads' : 'no-replies');
  const mean = threads.size === 0 ? toNull('no-threads', 0) : toRatio(count, threads.size, 'no-threads');
  const { value, numerator, denominator, nullReason } = share;
  return {
    ...mean,
    parts: [{ name: 'share-nested', value, unit: 'share', numerator, denominator, nullReason }],
  };
}
