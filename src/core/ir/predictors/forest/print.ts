import {
  COMPARE_F32,
  type Combine,
  type Forest,
  LEAF,
  LESS_THAN,
  leafRow,
  MISSING_LEFT,
  SPLIT,
  type SumCombine,
  treeEnd,
} from "./forest.ts";
import { hasTerms, type LinearLeaves } from "./linear.ts";

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
    const row = nodes.operand[node]!;
    return `leaf ${Array.from(leafRow(forest, row), text).join(" ")}${linearText(forest, row)}${samples}`;
  }
  const flags = nodes.flags[node]!;
  const type = (flags & COMPARE_F32) !== 0 ? "f32" : "f64";
  const missing = (flags & MISSING_LEFT) !== 0 ? "left" : "right";
  const test = `x[${nodes.feature[node]}] ${testText(forest, node)} ${type}`;
  const children = `${nodes.left[node]! - first} else ${nodes.right[node]! - first}`;
  return `if ${test} then ${children}, NaN ${missing}${samples}`;
}

/** " for NaN, else 0.5 + 2 x[0] + -1 x[3]"; nothing where the leaf is constant. */
function linearText({ leaves: { linear } }: Forest, row: number): string {
  if (!linear || !hasTerms(linear, row)) return "";
  const terms: string[] = [];
  for (let term = linear.start[row]!; term < linear.start[row + 1]!; term++) {
    terms.push(
      ` + ${text(linear.coefficient[term]!)} ${columnText(linear, linear.feature[term]!)}`,
    );
  }
  return ` for NaN, else ${text(linear.constant[row]!)}${terms.join("")}`;
}

/** "x[3]", or what a lowered model makes of it. */
function columnText({ columns }: LinearLeaves, feature: number): string {
  const { from, chain } = columns?.[feature] ?? { from: feature, chain: [] };
  return [`x[${from}]`, ...chain.map(({ kind }) => kind)].join(" ");
}

/** "<= 2.5" or "in [2, 3) [4, 5)" */
export function testText(
  { nodes, sets }: Forest,
  node: number,
  number: (x: number) => string = text,
): string {
  if (nodes.kind[node] !== SPLIT) return setText(sets[nodes.operand[node]!]!, number);
  const compare = (nodes.flags[node]! & LESS_THAN) !== 0 ? "<" : "<=";
  return `${compare} ${number(nodes.threshold[node]!)}`;
}

/** "in [2, 3) [4, 5)" */
function setText(edges: Float64Array, number: (x: number) => string): string {
  const spans: string[] = [];
  for (let i = 0; i < edges.length; i += 2) {
    const end = i + 1 < edges.length ? `${number(edges[i + 1]!)})` : "Infinity]";
    spans.push(`[${number(edges[i]!)}, ${end}`);
  }
  return `in ${spans.join(" ") || "nothing"}`;
}

function combineText(combine: Combine): string {
  switch (combine.kind) {
    case "sum":
      return sumText(combine);
    case "vote":
      return `vote, ties ${combine.ties}`;
    case "median":
      return combine.weights
        ? `median weighted by ${list(combine.weights)}${combine.type ? ` ${combine.type}` : ""}`
        : "lower median";
  }
}

function sumText({ accumulator, base, divisor, scale, bias }: SumCombine): string {
  const finish = [
    divisor && ` / ${list(divisor)}`,
    scale !== undefined && ` * ${text(scale)}`,
    bias && ` + ${list(bias)}`,
  ];
  const types = typeof accumulator === "string" ? accumulator : accumulator.join(" ");
  return `sum ${types} from ${list(base)}${finish.filter(Boolean).join("")}`;
}

function list(numbers: Float64Array): string {
  return Array.from(numbers, text).join(" ");
}

function text(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
