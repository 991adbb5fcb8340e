import { IN_SET, LEAF, type NodeTable } from "../ir/predictors/forest/forest.ts";
import { rewriteForest } from "../ir/predictors/forest/rewrite.ts";
import type { Pass } from "./pass.ts";

/**
 * Replaces a split whose two subtrees are the same tree by that tree:
 *
 *     x <= 5 ? (y <= 1 ? a : b) : (y <= 1 ? a : b)    becomes    y <= 1 ? a : b
 */
export const mergeEqualChildren: Pass = {
  name: "merge-equal-children",
  kind: "simplify",
  run(model) {
    const forest = model.predictor;
    const { nodes } = forest;
    const shape = numberShapes(nodes);
    /** A node that stands for the same tree without the merged splits above it. */
    const kept = Int32Array.from(nodes.kind, (_, node) => node);
    let changed = false;
    // Children stand behind their parent, so going backwards meets them first.
    for (let node = nodes.kind.length - 1; node >= 0; node--) {
      if (nodes.kind[node] === LEAF || shape[nodes.left[node]!] !== shape[nodes.right[node]!])
        continue;
      kept[node] = kept[nodes.left[node]!]!;
      changed = true;
    }
    if (!changed) return model;
    const redirect = (column: Int32Array) =>
      column.map((child) => (child < 0 ? child : kept[child]!));
    const change = {
      roots: forest.roots.map((root) => kept[root]!),
      nodes: { left: redirect(nodes.left), right: redirect(nodes.right) },
    };
    return { ...model, predictor: rewriteForest(forest, change) };
  },
};

/** A number for each node, equal where the trees below are equal once equal children are merged. */
function numberShapes(nodes: NodeTable): Int32Array {
  const numbers = new Map<string, number>();
  const shape = new Int32Array(nodes.kind.length);
  const numberOf = (key: string) => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
  for (let node = nodes.kind.length - 1; node >= 0; node--) {
    if (nodes.kind[node] === LEAF) {
      shape[node] = numberOf(`leaf ${nodes.operand[node]}`);
      continue;
    }
    const left = shape[nodes.left[node]!]!;
    const right = shape[nodes.right[node]!]!;
    // Sets are pooled: the same set has one number.
    const against =
      nodes.kind[node] === IN_SET ? `in ${nodes.operand[node]}` : nodes.threshold[node];
    const test = `${nodes.feature[node]} ${against} ${nodes.flags[node]}`;
    shape[node] = left === right ? left : numberOf(`${test} ${left} ${right}`);
  }
  return shape;
}
