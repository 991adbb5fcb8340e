import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { TreeArrays } from "../tree-arrays.ts";
import type { Refusals } from "./refusals.ts";

/**
 * One tree as both forms of the file state it: `leafValue.length - 1` splits, whose children are
 * splits where they are 0 or more, and leaf `~child` where they are negative.
 */
export interface SourceTree {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  /** Bit 0: categorical; bit 1: default left; bits 2 and 3: missing type. */
  readonly decision: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly leafValue: readonly number[];
  readonly splitSamples?: readonly number[];
  readonly leafSamples?: readonly number[];
  /** The place of a split, or of leaf `~child`. */
  where(child: number): string;
}

export const CATEGORICAL = 1;
export const DEFAULT_LEFT = 2;
const MISSING_ZERO = 1;
const MISSING_NAN = 2;

/** 0: none, NaN is taken as 0; 1: zero and NaN are missing; 2: NaN is missing. */
function missingType(decision: number): number {
  return (decision >> 2) & 3;
}

/** What the trees say about the training data. */
export interface Evidence {
  /** Does any split know a missing direction of NaN's own? LightGBM makes one only if it saw NaN. */
  nanSeen: boolean;
}

/**
 * The tree as `addTree` takes it, splits first, then leaves. Undefined, with the fault reported,
 * where a child does not exist or a split is one that the IR cannot state.
 */
export function treeArrays(
  tree: SourceTree,
  report: { problems: Problems; refusals: Refusals; evidence: Evidence },
): TreeArrays | undefined {
  const splits = tree.feature.length;
  const leaves = tree.leafValue.length;
  let sound = true;
  for (let node = 0; node < splits; node++) {
    for (const child of [tree.left[node]!, tree.right[node]!]) {
      if (child < splits && ~child < leaves) continue;
      const facts = { child, nodes: splits + leaves };
      report.problems.add("tree/child-out-of-range", facts, tree.where(node));
      sound = false;
    }
    if (!checkDecision(tree, node, report)) sound = false;
  }
  if (!sound) return undefined;
  const nodeOf = (child: number) => (child >= 0 ? child : splits + ~child);
  const { splitSamples, leafSamples } = tree;
  return {
    nodeCount: splits + leaves,
    root: 0,
    isLeaf: (node) => node >= splits,
    left: (node) => nodeOf(tree.left[node]!),
    right: (node) => nodeOf(tree.right[node]!),
    split: (node) => ({
      feature: tree.feature[node]!,
      threshold: tree.threshold[node]!,
      compare: "le",
      type: "f64",
      missing: missingLeft(tree, node) ? "left" : "right",
    }),
    leafRow: (node) => [tree.leafValue[node - splits]!],
    ...(splitSamples && leafSamples
      ? { samples: (node) => (node < splits ? splitSamples[node]! : leafSamples[node - splits]!) }
      : {}),
  };
}

/** Is the split an ordinary one? */
function checkDecision(
  tree: SourceTree,
  node: number,
  { refusals, evidence }: { refusals: Refusals; evidence: Evidence },
): boolean {
  const decision = tree.decision[node]!;
  if (decision & CATEGORICAL) {
    refusals.add("lightgbm/categorical-split", tree.where(node));
    return false;
  }
  const type = missingType(decision);
  if (type === MISSING_NAN) evidence.nanSeen = true;
  // Where zero is missing and its default is the side of `0 <= threshold`, the default is only NaN's.
  if (type === MISSING_ZERO && defaultsLeft(decision) !== zeroGoesLeft(tree, node)) {
    refusals.add("lightgbm/zero-as-missing", tree.where(node));
    return false;
  }
  return true;
}

function missingLeft(tree: SourceTree, node: number): boolean {
  const decision = tree.decision[node]!;
  return missingType(decision) === MISSING_NAN ? defaultsLeft(decision) : zeroGoesLeft(tree, node);
}

function defaultsLeft(decision: number): boolean {
  return (decision & DEFAULT_LEFT) !== 0;
}

function zeroGoesLeft(tree: SourceTree, node: number): boolean {
  return 0 <= tree.threshold[node]!;
}
