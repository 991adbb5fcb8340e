import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { ForestBuilder, type SetSpec, type SplitSpec } from "../../ir/predictors/forest/build.ts";
import { divisors, type Forest } from "../../ir/predictors/forest/forest.ts";
import { addTree } from "../tree-arrays.ts";
import type { Ensemble, TreeNodes } from "./ensemble.ts";
import { equalEdges } from "./member-edges.ts";
import type { Member } from "./trees.ts";

/** Numbers that a forest's leaf rows may hold beside those that the file gives. */
const SPARE_LEAF_NUMBERS = 2 ** 20;

/** The forest of an ensemble's trees; `addedLast` holds nothing or one number a score. Undefined where faults were reported. */
export function buildForest(
  ensemble: Ensemble,
  trees: readonly (readonly Member[])[],
  addedLast: readonly number[],
  problems: Problems,
): Forest | undefined {
  const { nodes, type, scores, aggregate, input } = ensemble;
  const single = scores === 1 ? trees.map(() => 0) : trees.map((tree) => onlyScore(nodes, tree));
  const stride = single.every((score) => score !== undefined) ? 1 : scores;
  checkLeafNumbers(ensemble, trees, stride);
  if (scores === 1) checkSingleWeights(nodes, trees);

  const before = problems.all.length;
  const builder = new ForestBuilder(stride);
  trees.forEach((tree, t) => {
    const first = stride === 1 ? single[t]! : 0;
    addTree(
      builder,
      {
        nodeCount: tree.length,
        root: 0,
        isLeaf: (i) => nodes.mode[tree[i]!.node] === "LEAF",
        left: (i) => tree[i]!.left,
        right: (i) => tree[i]!.right,
        split: (i) => splitOf(ensemble, tree[i]!),
        leafRow: (i) => leafRow(nodes, tree[i]!.node, { stride, first }),
      },
      input.columns.length,
      first,
      problems,
      (i) => nodes.place(tree[i]!.node),
    );
  });
  if (problems.all.length > before) return undefined;
  return builder.finish(scores, {
    kind: "sum",
    accumulator: type,
    base: new Float64Array(scores),
    ...(aggregate === "average" ? { divisor: divisors(scores, trees.length) } : {}),
    ...(addedLast.some((value) => value !== 0) ? { bias: Float64Array.from(addedLast) } : {}),
  });
}

/** True iff the comparison holds, or x is NaN and NaN tracks true; NaN != v holds. */
function splitOf(ensemble: Ensemble, { node, equalTo }: Member): SplitSpec | SetSpec {
  const { nodes, type } = ensemble;
  const feature = nodes.feature[node]!;
  const threshold = nodes.value[node]!;
  const nanTrue = nodes.nanTrue[node] === 1;
  const forward = { feature, type, missing: nanTrue ? "left" : "right" } as const;
  const swapped = { feature, type, missing: nanTrue ? "right" : "left" } as const;
  switch (nodes.mode[node]!) {
    case "BRANCH_LEQ":
      return { ...forward, threshold, compare: "le" };
    case "BRANCH_LT":
      return { ...forward, threshold, compare: "lt" };
    case "BRANCH_GT":
      return { ...swapped, threshold, compare: "le" };
    case "BRANCH_GTE":
      return { ...swapped, threshold, compare: "lt" };
    case "BRANCH_NEQ":
      return { feature, type, missing: "right", edges: edgesOf(ensemble, node, [threshold]) };
    case "BRANCH_EQ":
      return { ...forward, edges: edgesOf(ensemble, node, equalTo ?? [threshold]) };
    default:
      return { ...forward, edges: nodes.edges.get(node) ?? [] };
  }
}

function edgesOf({ nodes, type }: Ensemble, node: number, values: readonly number[]): number[] {
  if (values.some(Number.isNaN)) fail("tree/nan-threshold", {}, { at: nodes.place(node) });
  return equalEdges(type, values);
}

/** The score that all leaves of a tree write to, each once; undefined if there is no such one. */
function onlyScore({ mode, weights }: TreeNodes, tree: readonly Member[]): number | undefined {
  const leaves = tree.filter(({ node }) => mode[node] === "LEAF");
  const first = weights[leaves[0]!.node]![0]?.score;
  const alone = ({ node }: Member) =>
    weights[node]!.length === 1 && weights[node]![0]!.score === first;
  return leaves.every(alone) ? first : undefined;
}

function leafRow(
  { weights }: TreeNodes,
  node: number,
  { stride, first }: { readonly stride: number; readonly first: number },
): Float64Array {
  const row = new Float64Array(stride);
  for (const { score, value } of weights[node]!) row[score - first] = value;
  return row;
}

/** Few weights and many classes must not become a large table. */
function checkLeafNumbers(
  { nodes, at }: Ensemble,
  trees: readonly (readonly Member[])[],
  stride: number,
): void {
  let leaves = 0;
  let given = 0;
  for (const { node } of trees.flat()) {
    if (nodes.mode[node] !== "LEAF") continue;
    leaves++;
    given += nodes.weights[node]!.length;
  }
  if (leaves * stride > 16 * given + SPARE_LEAF_NUMBERS) {
    fail("onnx/sparse-leaves", { leaves, scores: stride, given }, { at });
  }
}

/** Where one score is summed, onnxruntime takes a leaf's first weight, or its threshold if it has none. */
function checkSingleWeights(
  { mode, weights, place }: TreeNodes,
  trees: readonly (readonly Member[])[],
): void {
  for (const { node } of trees.flat()) {
    const count = weights[node]!.length;
    if (mode[node] === "LEAF" && count !== 1) {
      fail("onnx/leaf-weights", { weights: count }, { at: place(node) });
    }
  }
}
