// The oracle's S indicators: sets of pairs, a search breadth first, sums over all pairs.
import { isContribution, isReply, type FoldActivity, type FoldFacts } from './fold-facts.ts';
import { toCount, toNull, toRatio, type FoldFigure } from './fold-figure.ts';
import type { Period } from '../src/indicators/windows.ts';

/** S1, S2, S3, S8 and S9 of one window. */
export function foldNetwork(facts: FoldFacts, span: Period): Record<string, FoldFigure> {
  const said = facts.activities.filter((activity) => activity.at >= span.fromMs && activity.at < span.toMs);
  const ties = findTies(facts, said);
  const nodes = new Set(ties.flat());
  const tied = nodes.size;
  for (const { identity } of said) if (identity !== null) nodes.add(facts.personOf(identity));
  for (const person of facts.memberHistories.keys())
    if (facts.isMemberAt(person, span.toMs)) nodes.add(person);
  const n = nodes.size;
  const mutual = ties.filter(([u, v]) => ties.some(([a, b]) => a === v && b === u)).length;
  return {
    S1: n < 2 ? toNull('too-few-people', n) : toRatio(ties.length, n * (n - 1), 'too-few-people', n),
    S2: toRatio(mutual, ties.length, 'no-ties', tied),
    S3: toRatio(findGreatestReach(nodes, ties), n, 'no-people'),
    ...foldContributions(facts, said),
  };
}

type Tie = readonly [source: string, target: string];

function findTies(facts: FoldFacts, said: readonly FoldActivity[]): readonly Tie[] {
  const ties = new Map<string, Tie>();
  for (const activity of said) {
    if (activity.identity === null) continue;
    const addressed = [...activity.mentions];
    if (isReply(activity) || activity.act === 'thank') {
      const answered = facts.byRef.get(activity.targetRef ?? activity.thread ?? '');
      const author = activity.targetAuthor ?? answered?.identity ?? null;
      if (author !== null) addressed.push(author);
    }
    const source = facts.personOf(activity.identity);
    for (const identity of addressed) {
      const target = facts.personOf(identity);
      if (!facts.isBot(identity) && source !== target) ties.set(`${source}>${target}`, [source, target]);
    }
  }
  return [...ties.values()];
}

function findGreatestReach(nodes: ReadonlySet<string>, ties: readonly Tie[]): number {
  const unseen = new Set(nodes);
  let greatest = 0;
  for (const start of nodes) {
    if (!unseen.delete(start)) continue;
    const queue = [start];
    for (const node of queue)
      for (const [u, v] of ties) {
        const other = u === node ? v : v === node ? u : undefined;
        if (other !== undefined && unseen.delete(other)) queue.push(other);
      }
    greatest = Math.max(greatest, queue.length);
  }
  return greatest;
}

function foldContributions(facts: FoldFacts, said: readonly FoldActivity[]): Record<string, FoldFigure> {
  const given = new Map<string, number>();
  for (const activity of said) {
    if (activity.identity === null || !isContribution(activity)) continue;
    const person = facts.personOf(activity.identity);
    given.set(person, (given.get(person) ?? 0) + 1);
  }
  const amounts = [...given.values()].toSorted((a, b) => b - a);
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  let differences = 0;
  for (const a of amounts) for (const b of amounts) differences += Math.abs(a - b);
  const top =
    amounts.findIndex((_, k) => 2 * amounts.slice(0, k + 1).reduce((sum, x) => sum + x, 0) >= total) + 1;
  return {
    // 2n²x̄ is 2n·Σx; both sides are halved.
    S8: toRatio(differences / 2, amounts.length * total, 'no-contributions', amounts.length),
    S9: amounts.length === 0 ? toNull('no-contributions', 0) : toCount(top, amounts.length),
  };
}
