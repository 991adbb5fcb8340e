import {
  COMPARE_F32,
  type Combine,
  type Forest,
  LEAF,
  LESS_THAN,
  leafRow,
  MISSING_LEFT,
  treeEnd,
} from "./forest.ts";

/** A forest as text: its sum, then a line a node; nodes are numbered in their tree, in preorder. */
export function* printForest(forest: Forest): Generator<string> {
  const { roots, scores, combine, leaves, firstScore } = forest;
  yield `forest ${roots.length} trees, ${scores} scores, ${leaves.stride} a leaf, ${combineText(combine)}`;
  for (let tree = 0; tree < roots.length; tree++) {
    yield `tree ${tree} to score ${firstScore[tree]}`;
    const first = roots[tree]!;
    const end = treeEnd(forest, tree);
    for (let node = first; node < end; node++)
      yield `  ${node - first} ${nodeText(forest, node, first)}`;
  }
}

function nodeText(forest: Forest, node: number, first: number): string {
  const { nodes } = forest;
  const weight = nodes.samples?.[node] ?? -1;
  const samples = weight >= 0 ? `, samples ${weight}` : "";
  if (nodes.kind[node] === LEAF) {
    return `leaf ${Array.from(leafRow(forest, nodes.operand[node]!), text).join(" ")}${samples}`;
  }
  const flags = nodes.flags[node]!;
  const compare = (flags & LESS_THAN) !== 0 ? "<" : "<=";
  const type = (flags & COMPARE_F32) !== 0 ? "f32" : "f64";
  const missing = (flags & MISSING_LEFT) !== 0 ? "left" : "right";
  const test = `x[${nodes.feature[node]}] ${compare} ${text(nodes.threshold[node]!)} ${type}`;
  const children = `${nodes.left[node]! - first} else ${nodes.right[node]! - first}`;
  return `if ${test} then ${children}, NaN ${missing}${samples}`;
}

function combineText(combine: Combine): string {
  switch (combine.kind) {
    case "sum":
    case "mean":
      return `${combine.kind} ${combine.accumulator} from ${Array.from(combine.base, text).join(" ")}`;
    case "vote":
      return `vote, ties ${combine.ties}`;
    case "median":
      return "lower median";
  }
}

function text(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
