// The graph measures on hand-made graphs, beside graphology's, and on published graphs with their tables.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { findReferenceData } from '@copse/testing';
import * as fc from 'fast-check';
import graphology from 'graphology';
import { connectedComponents } from 'graphology-components';
import { describe, expect, it } from 'vitest';
import { measureGini, toHistogram } from './distribution.ts';
import { findLargestComponent, measureDensity, measureReciprocity, type EdgeList } from './graph.ts';

function listEdges(
  pairs: Iterable<readonly [string | number, string | number]>,
): EdgeList & { people: number } {
  const numbers = new Map<string, number>();
  const numberOf = (name: string | number): number => {
    const known = numbers.get(String(name)) ?? numbers.size;
    numbers.set(String(name), known);
    return known;
  };
  const sources: number[] = [];
  const targets: number[] = [];
  for (const [source, target] of pairs) {
    sources.push(numberOf(source));
    targets.push(numberOf(target));
  }
  return { sources, targets, people: numbers.size };
}

const pairs = fc.array(fc.tuple(fc.nat(25), fc.nat(25)), { maxLength: 60 });

describe('reciprocity', () => {
  it('counts both directions of a mutual tie, and neither loops nor repetitions', () => {
    const edges = listEdges([
      ['a', 'b'],
      ['b', 'a'],
      ['b', 'a'],
      ['a', 'c'],
      ['c', 'c'],
    ]);
    expect(measureReciprocity(edges)).toEqual({ mutual: 2, ties: 3 });
  });

  it('has no tie in an empty graph', () => {
    expect(measureReciprocity({ sources: [], targets: [] })).toEqual({ mutual: 0, ties: 0 });
  });
});

describe('the largest component', () => {
  it('follows ties in either direction', async () => {
    expect(
      await findLargestComponent(
        listEdges([
          ['a', 'b'],
          ['c', 'b'],
          ['d', 'e'],
        ]),
      ),
    ).toBe(3);
    expect(await findLargestComponent({ sources: [], targets: [] })).toBe(0);
  });

  it('does not mind a chain of a hundred thousand', async () => {
    const chain = Array.from({ length: 100_000 }, (_, index) => index);
    expect(await findLargestComponent({ sources: chain, targets: chain.map((index) => index + 1) })).toBe(
      100_001,
    );
  });

  it('is the one graphology finds', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async (edges) => {
        const graph = new graphology.DirectedGraph({ allowSelfLoops: true });
        for (const [source, target] of edges) graph.mergeEdge(source, target);
        const sizes = connectedComponents(graph).map((component) => component.length);
        expect(await findLargestComponent(listEdges(edges))).toBe(Math.max(0, ...sizes));
      }),
    );
  });
});

describe('density', () => {
  it('is ties in n(n−1) possible ones', () => {
    expect(measureDensity(3, 4)).toEqual({ ties: 3, possible: 12 });
    expect(measureDensity(0, 1)).toEqual({ ties: 0, possible: 0 });
  });
});

const smallGraphs = findReferenceData('small-graphs');

describe.skipIf(smallGraphs === null)('published tables of small-graphs', () => {
  const read = (name: string): (readonly [string, string])[] =>
    readFileSync(`${smallGraphs}/${name}`, 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(','))
      .map(([from = '', to = '']) => [from, to] as const);
  const expected: Record<string, Record<string, number>> = smallGraphs === null
    ? {}
    : JSON.parse(readFileSync(`${smallGraphs}/expected.json`, 'utf8'));

  it('Zachary’s karate club: nodes, edges, largest component, fill, Gini of degree', async () => {
    const published = expected['zachary_karate'] ?? {};
    const edges = listEdges(read('karate_edges.csv'));
    const degrees = new Map<number, number>();
    for (const end of [...Array.from(edges.sources), ...Array.from(edges.targets)])
      degrees.set(end, (degrees.get(end) ?? 0) + 1);
    const { numerator, denominator } = measureGini(toHistogram(degrees.values()));
    expect(edges.people).toBe(published['nodes']);
    expect(edges.sources.length).toBe(published['edges']);
    expect(await findLargestComponent(edges)).toBe(published['lcc']);
    expect(Number((numerator / denominator).toFixed(6))).toBe(published['gini_degree']);
    // KONECT's fill of an undirected graph is m / (n(n−1)/2): twice the directed density of one direction.
    const density = measureDensity(2 * edges.sources.length, edges.people);
    expect(Number((density.ties / density.possible).toFixed(6))).toBe(published['density_konect_fill']);
  });

  it.each([
    ['krackhardt_kite', 'kite_edges.csv'],
    ['florentine_families', 'florentine_edges.csv'],
    ['les_miserables', 'lesmis_edges.csv'],
  ])('%s: nodes and edges, all in one component', async (name, file) => {
    const edges = listEdges(read(file));
    expect(edges.people).toBe(expected[name]?.['nodes']);
    expect(edges.sources.length).toBe(expected[name]?.['edges']);
    expect(await findLargestComponent(edges)).toBe(edges.people);
  });
});

const mathOverflow = findReferenceData('sx-mathoverflow');

describe.skipIf(mathOverflow === null)('published figures of sx-mathoverflow', () => {
  const read = (part: string): (readonly [string, string])[] =>
    gunzipSync(readFileSync(`${mathOverflow}/sx-mathoverflow-${part}.txt.gz`))
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([from = '', to = '']) => [from, to] as const);
  const events = mathOverflow === null ? [] : ['a2q', 'c2q', 'c2a'].flatMap(read);
  const edges = listEdges(events);
  const unique = new Set(events.map(([from, to]) => `${from}>${to}`));

  it('SNAP and KONECT: people, unique directed edges with loops, and without', () => {
    expect(events).toHaveLength(506_550);
    expect(edges.people).toBe(24_818);
    expect(unique.size).toBe(239_978);
    expect(measureReciprocity(edges).ties).toBe(227_991);
  });

  it('SuiteSparse: 35.1 % of the loop-free graph’s edges are mutual', () => {
    const { mutual, ties } = measureReciprocity(edges);
    expect(Number(((100 * mutual) / ties).toFixed(1))).toBe(35.1);
  });

  it('KONECT: the largest component has 24,668 people', async () => {
    expect(await findLargestComponent(edges)).toBe(24_668);
  });

  it('KONECT: the Gini index of degree is 0.854886, loops counted', () => {
    const degrees = new Map<string, number>();
    for (const end of events.flat()) degrees.set(end, (degrees.get(end) ?? 0) + 1);
    const { numerator, denominator } = measureGini(toHistogram(degrees.values()));
    expect(Number((numerator / denominator).toFixed(6))).toBe(0.854886);
  });
});
