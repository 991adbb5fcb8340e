/** A tree as parallel arrays, one entry a node, parents before their children. */
export interface SourceTree {
  /** Not at leaves: number of the split that each node asks. */
  readonly split: Int32Array;
  /** The child where the split's bit is 0, and where it is 1; -1 at leaves. */
  readonly zero: Int32Array;
  readonly one: Int32Array;
  /** At leaves, where their values start in `values`. */
  readonly row: Int32Array;
  readonly values: ArrayLike<number>;
  /** Weight of the training rows that reached each node, where the file has them. */
  readonly weight?: Float64Array;
  readonly where: (node: number) => string;
}

export function emptyTree(nodes: number) {
  return {
    split: new Int32Array(nodes),
    zero: new Int32Array(nodes).fill(-1),
    one: new Int32Array(nodes).fill(-1),
    row: new Int32Array(nodes),
  };
}

/** Gives each inner node the weight of its children; every child stands behind its parent. */
export function sumWeights(tree: SourceTree): SourceTree {
  const { zero, one, weight } = tree;
  if (weight) {
    for (let node = zero.length - 1; node >= 0; node--) {
      if (zero[node]! >= 0) weight[node] = weight[zero[node]!]! + weight[one[node]!]!;
    }
  }
  return tree;
}

export interface SymmetricTree {
  /** Split `i` is bit `i` of the leaf's index. */
  readonly splits: ArrayLike<number>;
  /** Leaf by leaf, `dimension` each, the first at `start`. */
  readonly values: ArrayLike<number>;
  readonly start: number;
  readonly dimension: number;
  /** One a leaf. */
  readonly leafWeights?: ArrayLike<number>;
  readonly where: (part: "split" | "leaf", index: number) => string;
}

/**
 * A tree that asks the same split at every node of a level, as a full binary tree. The first split,
 * which training found best, is the root: what is empty or equal then stands together, and up to a
 * fifth fewer nodes are left after simplification than with the last one there.
 */
export function symmetricTree(source: SymmetricTree): SourceTree {
  const { splits, values, start, dimension, leafWeights, where } = source;
  const depth = splits.length;
  const leaves = 2 ** depth;
  const inner = leaves - 1;
  const tree = emptyTree(inner + leaves);
  const weight = leafWeights ? new Float64Array(inner + leaves) : undefined;
  const levelOf = (node: number) => 31 - Math.clz32(node + 1);
  const indexOf = (place: number) => reversedBits(place, depth);
  for (let node = 0; node < inner; node++) {
    tree.split[node] = splits[levelOf(node)]!;
    tree.zero[node] = 2 * node + 1;
    tree.one[node] = 2 * node + 2;
  }
  for (let place = 0; place < leaves; place++) {
    tree.row[inner + place] = start + indexOf(place) * dimension;
    if (weight) weight[inner + place] = leafWeights![indexOf(place)]!;
  }
  return sumWeights({
    ...tree,
    values,
    ...(weight ? { weight } : {}),
    where: (node) =>
      node < inner ? where("split", levelOf(node)) : where("leaf", indexOf(node - inner)),
  });
}

/** The root's answer is the highest bit of a leaf's place, and the lowest of its index. */
function reversedBits(place: number, count: number): number {
  let result = 0;
  for (let bit = 0; bit < count; bit++) {
    if ((place >> bit) & 1) result |= 1 << (count - 1 - bit);
  }
  return result;
}
