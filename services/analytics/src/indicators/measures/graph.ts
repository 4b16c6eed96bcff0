// Measures of a directed graph whose people are numbered densely from 0 or 1. They are pure; the one that
// may take long lets go of the event loop now and then.
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Directed edges: `sources[i]` → `targets[i]`. Both are of one length. */
export interface EdgeList {
  readonly sources: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
}

/** m and n(n−1): the ties there are and the ties there could be, loops apart. */
export function measureDensity(ties: number, people: number): { ties: number; possible: number } {
  return { ties, possible: people * (people - 1) };
}

/** The directed edges whose reverse is there too, and all directed edges; repetitions and loops are left out. */
export function measureReciprocity(edges: EdgeList): { mutual: number; ties: number } {
  const size = findGreatest(edges) + 1;
  const seen = new Set<number>();
  let mutual = 0;
  for (let index = 0; index < edges.sources.length; index += 1) {
    const source = edges.sources[index] ?? 0;
    const target = edges.targets[index] ?? 0;
    const key = source * size + target;
    if (source === target || seen.has(key)) continue;
    seen.add(key);
    if (seen.has(target * size + source)) mutual += 2;
  }
  return { mutual, ties: seen.size };
}

/** How many edges are joined before other work gets its turn: about 5 ms. */
const EDGES_PER_TURN = 200_000;

/** The number of people in the largest weak component of those with an edge; 0 without edges. */
export async function findLargestComponent(edges: EdgeList): Promise<number> {
  const forest = createForest(findGreatest(edges) + 1);
  let largest = 0;
  for (let index = 0; index < edges.sources.length; index += 1) {
    largest = Math.max(largest, forest.join(edges.sources[index] ?? 0, edges.targets[index] ?? 0));
    if (index % EDGES_PER_TURN === EDGES_PER_TURN - 1) await nextTurn();
  }
  return largest;
}

interface Forest {
  /** Puts two into one tree and gives its size. */
  join(a: number, b: number): number;
}

/** Union by size with path halving: nearly linear, and no recursion that a long chain could overflow. */
function createForest(size: number): Forest {
  const parents = Int32Array.from({ length: size }, (_, index) => index);
  const sizes = new Int32Array(size).fill(1);
  const findRoot = (member: number): number => {
    let node = member;
    let parent = parents[node] ?? node;
    while (parent !== node) {
      const grandparent = parents[parent] ?? parent;
      parents[node] = grandparent;
      node = grandparent;
      parent = parents[node] ?? node;
    }
    return node;
  };
  return {
    join(a, b) {
      const first = findRoot(a);
      const second = findRoot(b);
      const sizeOfFirst = sizes[first] ?? 1;
      if (first === second) return sizeOfFirst;
      const sizeOfSecond = sizes[second] ?? 1;
      const [root, child] = sizeOfFirst >= sizeOfSecond ? [first, second] : [second, first];
      parents[child] = root;
      sizes[root] = sizeOfFirst + sizeOfSecond;
      return sizeOfFirst + sizeOfSecond;
    },
  };
}

function findGreatest({ sources, targets }: EdgeList): number {
  let greatest = -1;
  for (let index = 0; index < sources.length; index += 1)
    greatest = Math.max(greatest, sources[index] ?? 0, targets[index] ?? 0);
  return greatest;
}
