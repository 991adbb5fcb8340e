import { invariant } from "../../../diagnostics/invariant.ts";
import { isF32 } from "../../../math.ts";
import {
  COMPARE_F32,
  type Forest,
  IN_SET,
  LEAF,
  oneAccumulator,
  SPLIT,
  treeEnd,
} from "./forest.ts";
import type { LinearLeaves } from "./linear.ts";

/** Throws unless the forest is well-formed for `width` input columns. */
export function verifyForest(forest: Forest, width: number): void {
  const { nodes, leaves } = forest;
  const count = nodes.kind.length;
  const columns = { ...nodes, samples: nodes.samples ?? nodes.threshold };
  for (const column of Object.values(columns)) {
    invariant(column.length === count, "node columns differ in length");
  }
  invariant(forest.roots.length === forest.firstScore.length, "a tree without a first score");
  invariant(forest.roots.length > 0, "a forest without trees");
  invariant(leaves.values.every(Number.isFinite), "a leaf value is not finite");
  const rows = leaves.values.length / leaves.stride;
  for (let tree = 0; tree < forest.roots.length; tree++) {
    const first = forest.roots[tree]!;
    const end = treeEnd(forest, tree);
    // Preorder in one contiguous run: each node is due when it comes, so no cycle, no orphan.
    const due = [first];
    for (let node = first; node < end; node++) {
      invariant(due.pop() === node, `node ${node} does not stand in preorder`);
      if (nodes.kind[node] === LEAF) {
        const row = nodes.operand[node]!;
        invariant(row >= 0 && row < rows, `leaf ${node} is not in the pool`);
        continue;
      }
      const feature = nodes.feature[node]!;
      invariant(feature >= 0 && feature < width, `node ${node} tests feature ${feature}`);
      verifyTest(forest, node);
      due.push(nodes.right[node]!, nodes.left[node]!);
    }
    invariant(due.length === 0, `tree ${tree} is cut short`);
    verifyScores(forest, tree);
  }
  if (leaves.linear) verifyLinear(forest, leaves.linear, width);
}

function verifyLinear({ leaves, combine }: Forest, linear: LinearLeaves, width: number): void {
  const { constant, start, feature, coefficient, columns } = linear;
  const rows = leaves.values.length;
  invariant(
    leaves.stride === 1 && combine.kind === "sum" && oneAccumulator(combine) === "f64",
    "linear leaves are single numbers, summed in binary64",
  );
  invariant(constant.length === rows && start.length === rows + 1, "linear leaves of other rows");
  invariant(start[0] === 0 && start[rows] === feature.length, "terms of no linear leaf");
  invariant(coefficient.length === feature.length, "a term without a coefficient");
  for (let row = 0; row < rows; row++) invariant(start[row]! <= start[row + 1]!, "terms run back");
  invariant(
    feature.every((column) => column >= 0 && column < (columns?.length ?? width)),
    "a term of no column",
  );
  invariant(columns?.every(({ from }) => from >= 0 && from < width) ?? true, "a column of nothing");
  invariant(
    constant.every(Number.isFinite) && coefficient.every(Number.isFinite),
    "a linear leaf is not finite",
  );
}

function verifyTest({ nodes, sets }: Forest, node: number): void {
  const kind = nodes.kind[node]!;
  invariant(kind === SPLIT || kind === IN_SET, `node ${node} is of an unknown kind`);
  const set = sets[nodes.operand[node]!];
  invariant(kind === SPLIT || set !== undefined, `node ${node} tests an unknown set`);
  const edges = kind === SPLIT ? [nodes.threshold[node]!] : set!;
  const narrow = (nodes.flags[node]! & COMPARE_F32) !== 0;
  for (let i = 0; i < edges.length; i++) {
    const edge = edges[i]!;
    invariant(!Number.isNaN(edge), `node ${node} compares with NaN`);
    invariant(!narrow || isF32(edge), `node ${node} compares binary32 with a binary64 number`);
    invariant(i === 0 || edges[i - 1]! < edge, `the edges of node ${node} do not ascend`);
  }
}

function verifyScores(forest: Forest, tree: number): void {
  const { combine, leaves, scores } = forest;
  const first = forest.firstScore[tree]!;
  if (combine.kind !== "sum") {
    invariant(leaves.stride === 1 && first === 0, "votes and medians have one number a leaf");
    if (combine.kind === "median") {
      const { weights } = combine;
      invariant(scores === 1, "a median has one score");
      invariant(
        (weights?.length ?? forest.roots.length) === forest.roots.length,
        "a weight a tree",
      );
      invariant(weights?.every((weight) => weight >= 0) ?? true, "a weight below zero");
    } else
      invariant(
        leaves.values.every((v) => Number.isInteger(v) && v >= 0 && v < scores),
        "a vote for no class",
      );
    return;
  }
  invariant(first >= 0 && first + leaves.stride <= scores, `tree ${tree} adds beyond the scores`);
  const { accumulator, base, divisor = base, bias = base, scale = 1 } = combine;
  invariant(
    typeof accumulator === "string" || accumulator.length === scores,
    "accumulators of another number of scores",
  );
  for (const list of [base, divisor, bias]) {
    invariant(list.length === scores, "a base, divisor or bias for another number of scores");
    invariant(list.every(Number.isFinite), "a base, divisor or bias that is not finite");
  }
  invariant(!combine.divisor?.includes(0), "a sum divided by zero");
  invariant(Number.isFinite(scale), "a scale that is not finite");
}
