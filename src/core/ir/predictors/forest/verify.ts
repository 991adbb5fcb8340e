import { invariant } from "../../../diagnostics/invariant.ts";
import { isF32 } from "../../../math.ts";
import { COMPARE_F32, type Forest, LEAF, SPLIT, treeEnd } from "./forest.ts";

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
      invariant(nodes.kind[node] === SPLIT, `node ${node} is of an unknown kind`);
      const feature = nodes.feature[node]!;
      const threshold = nodes.threshold[node]!;
      invariant(feature >= 0 && feature < width, `node ${node} splits on feature ${feature}`);
      invariant(!Number.isNaN(threshold), `node ${node} splits at NaN`);
      invariant(
        (nodes.flags[node]! & COMPARE_F32) === 0 || isF32(threshold),
        `node ${node} compares in binary32 with a binary64 threshold`,
      );
      due.push(nodes.right[node]!, nodes.left[node]!);
    }
    invariant(due.length === 0, `tree ${tree} is cut short`);
    verifyScores(forest, tree);
  }
}

function verifyScores(forest: Forest, tree: number): void {
  const { combine, leaves, scores } = forest;
  const first = forest.firstScore[tree]!;
  if (combine.kind === "vote" || combine.kind === "median") {
    invariant(leaves.stride === 1 && first === 0, "votes and medians have one number a leaf");
    if (combine.kind === "median") invariant(scores === 1, "a median has one score");
    else
      invariant(
        leaves.values.every((v) => Number.isInteger(v) && v >= 0 && v < scores),
        "a vote for no class",
      );
    return;
  }
  invariant(first >= 0 && first + leaves.stride <= scores, `tree ${tree} adds beyond the scores`);
  invariant(combine.base.length === scores, "a base of another length than the scores");
}
