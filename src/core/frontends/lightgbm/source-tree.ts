import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { LinearSpec } from "../../ir/predictors/forest/linear.ts";
import type { TreeArrays } from "../tree-arrays.ts";
import { MISSING, missingType, testOf } from "./splits.ts";

/**
 * One tree as both forms of the file state it: `leafValue.length - 1` splits, whose children are
 * splits where they are 0 or more, and leaf `~child` where they are negative.
 */
export interface SourceTree {
  readonly feature: ArrayLike<number>;
  readonly threshold: ArrayLike<number>;
  /** Bit 0: categorical; bit 1: default left; bits 2 and 3: missing type. */
  readonly decision: ArrayLike<number>;
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly leafValue: ArrayLike<number>;
  readonly splitSamples?: ArrayLike<number>;
  readonly leafSamples?: ArrayLike<number>;
  /** The categories that a categorical split sends left, ascending. */
  codes(split: number): readonly number[];
  /** The linear model of a leaf, where the tree has them. */
  linear?(leaf: number): LinearSpec | undefined;
  /** The place of a split, or of leaf `~child`. */
  where(child: number): string;
}

/** What the trees say about the training data. */
export interface Evidence {
  /** Does any split know a missing direction of NaN's own? LightGBM makes one only if it saw NaN. */
  nanSeen: boolean;
}

/**
 * The tree as `addTree` takes it, splits first, then leaves. Undefined, with the fault reported,
 * where a child does not exist.
 */
export function treeArrays(
  tree: SourceTree,
  { problems, evidence }: { problems: Problems; evidence: Evidence },
): TreeArrays | undefined {
  const splits = tree.feature.length;
  const leaves = tree.leafValue.length;
  let sound = true;
  for (let node = 0; node < splits; node++) {
    for (const child of [tree.left[node]!, tree.right[node]!]) {
      if (child < splits && ~child < leaves) continue;
      problems.add("tree/child-out-of-range", { child, nodes: splits + leaves }, tree.where(node));
      sound = false;
    }
    if (missingType(tree.decision[node]!) === MISSING.NAN) evidence.nanSeen = true;
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
    split: (node) => testOf(tree, node),
    leafRow: (node) => [tree.leafValue[node - splits]!],
    ...(tree.linear ? { linear: (node) => tree.linear?.(node - splits) } : {}),
    ...(splitSamples && leafSamples
      ? { samples: (node) => (node < splits ? splitSamples[node]! : leafSamples[node - splits]!) }
      : {}),
  };
}
