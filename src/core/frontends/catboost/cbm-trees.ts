import { type FlatTable, numbersField } from "../../containers/flatbuffer.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { SourceModel } from "./source-model.ts";
import { emptyTree, sumWeights, symmetricTree } from "./source-tree.ts";

/** Slots of the arrays that all trees share. */
const SLOT = {
  ...{ splits: 1, sizes: 2, starts: 3, values: 8, weights: 9, steps: 10, places: 11 },
} as const;

/** Arrays of all trees, one behind the other. */
interface Arrays {
  readonly dimension: number;
  /** One a tree: how many of the `splits` are its own, and where they start. */
  readonly sizes: Float64Array;
  readonly starts: Float64Array;
  readonly splits: Float64Array;
  readonly values: Float64Array;
  /** One a leaf, or none. */
  readonly weights: Float64Array;
  /** Trees that are not symmetric: the distance to the child of bit 0, and of bit 1 in the upper half. */
  readonly steps: Float64Array;
  /** Where the values of each node stand, if it is a leaf. */
  readonly places: Float64Array;
}

type Trees = Pick<SourceModel, "treeCount" | "readTree">;

export function cbmTrees(table: FlatTable, dimension: number, problems: Problems): Trees {
  const read = (slot: number, type: "i32" | "u32" | "f64") =>
    numbersField(table, slot, { type, what: "the trees" });
  const arrays: Arrays = {
    dimension,
    sizes: read(SLOT.sizes, "i32"),
    starts: read(SLOT.starts, "i32"),
    splits: read(SLOT.splits, "i32"),
    values: read(SLOT.values, "f64"),
    weights: read(SLOT.weights, "f64"),
    steps: read(SLOT.steps, "u32"),
    places: read(SLOT.places, "u32"),
  };
  const treeCount = arrays.sizes.length;
  if (!follow(arrays, problems)) return { treeCount, readTree: () => undefined };
  return arrays.steps.length === 0
    ? { treeCount, readTree: symmetricTrees(arrays, problems) }
    : { treeCount, readTree: steppedTrees(arrays, problems) };
}

function disagree(array: string, length: number, expected: number, problems: Problems): false {
  problems.add("tree/lengths-disagree", { array, length, expected }, "the trees");
  return false;
}

/** Does each tree start where the one before it ends, the last at the end of the splits? */
function follow({ sizes, starts, splits, weights, values, dimension }: Arrays, problems: Problems) {
  if (starts.length !== sizes.length) {
    return disagree("the start offsets", starts.length, sizes.length, problems);
  }
  const leaves = values.length / dimension;
  if (weights.length > 0 && weights.length !== leaves) {
    return disagree("the leaf weights", weights.length, leaves, problems);
  }
  let end = 0;
  const odd = sizes.findIndex((size, tree) => {
    const fits = size >= 0 && starts[tree] === end;
    end += size;
    return !fits;
  });
  if (odd >= 0) {
    const found = `${sizes[odd]} from ${starts[odd]} on`;
    const facts = { what: "its splits", found, expected: "those behind the tree before it" };
    problems.add("catboost/bad-value", facts, `tree ${odd}`);
    return false;
  }
  return end === splits.length || disagree("the splits", splits.length, end, problems);
}

/** Each tree has as many splits as levels; its leaves stand behind those of the tree before it. */
function symmetricTrees(arrays: Arrays, problems: Problems): SourceModel["readTree"] {
  const { dimension, sizes, starts, splits, values, weights } = arrays;
  const firstLeaf = new Float64Array(sizes.length);
  let leaves = 0;
  sizes.forEach((depth, tree) => {
    firstLeaf[tree] = leaves;
    leaves += 2 ** depth;
  });
  if (leaves * dimension !== values.length) {
    disagree("the leaf values", values.length, leaves * dimension, problems);
    return () => undefined;
  }
  return (tree) => {
    const first = firstLeaf[tree]!;
    return symmetricTree({
      splits: splits.subarray(starts[tree]!, starts[tree]! + sizes[tree]!),
      values,
      start: first * dimension,
      dimension,
      ...(weights.length > 0 ? { leafWeights: weights.subarray(first) } : {}),
      where: (part, index) => `tree ${tree}, ${part} ${index}`,
    });
  };
}

/**
 * Each tree has as many splits as nodes. A node of two zero steps is a leaf; one of a single zero
 * step is a split and, on that side, the leaf itself.
 */
function steppedTrees(arrays: Arrays, problems: Problems): SourceModel["readTree"] {
  const { dimension, sizes, starts, splits, values, weights, steps, places } = arrays;
  for (const [name, { length }] of [
    ["the steps", steps] as const,
    ["the leaves", places] as const,
  ]) {
    if (length !== splits.length) {
      disagree(name, length, splits.length, problems);
      return () => undefined;
    }
  }
  let rows = 0;
  return (index) => {
    const start = starts[index]!;
    const size = sizes[index]!;
    const where = (node: number) => `tree ${index}, node ${node}`;
    const leafOf: number[] = [];
    const tree = emptyTree(2 * size);
    const weight = weights.length > 0 ? new Float64Array(2 * size) : undefined;
    let sound = true;
    /** Makes the leaf that stands at `node`, as node number `at`. */
    const addLeaf = (node: number, at: number): number => {
      const place = places[start + node]!;
      rows++;
      // Every leaf has a row of its own: a file cannot ask for more numbers than it holds.
      if (place % dimension !== 0 || place >= values.length || rows * dimension > values.length) {
        const facts = { what: "the leaf's place", found: `${place}`, expected: "one of its own" };
        problems.add("catboost/bad-value", facts, where(node));
        sound = false;
      }
      tree.row[at] = place;
      if (weight) weight[at] = weights[place / dimension]!;
      leafOf[at] = node;
      return at;
    };
    for (let node = 0; node < size; node++) {
      const step = steps[start + node]!;
      const [zero, one] = [step & 0xffff, step >>> 16];
      if (zero === 0 && one === 0) {
        addLeaf(node, node);
        continue;
      }
      for (const child of [node + zero, node + one]) {
        if (child < size) continue;
        problems.add("tree/child-out-of-range", { child, nodes: size }, where(node));
        sound = false;
      }
      const own = zero === 0 || one === 0 ? addLeaf(node, size + node) : -1;
      tree.split[node] = splits[start + node]!;
      tree.zero[node] = zero === 0 ? own : node + zero;
      tree.one[node] = one === 0 ? own : node + one;
    }
    if (!sound) return undefined;
    return sumWeights({
      ...tree,
      values,
      ...(weight ? { weight } : {}),
      where: (node) => where(leafOf[node] ?? node),
    });
  };
}
