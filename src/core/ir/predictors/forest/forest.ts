import type { FloatType } from "../../number-type.ts";

/**
 * Trees whose leaves are combined into `scores` raw scores. All nodes of all trees stand in one
 * table; each tree's nodes are a contiguous run in preorder (parent, left subtree, right subtree).
 */
export interface Forest {
  readonly kind: "forest";
  readonly nodes: NodeTable;
  /** Node index of each tree's root. */
  readonly roots: Int32Array;
  /** The score that each tree's leaf row starts at: row element i counts for score `firstScore[t] + i`. */
  readonly firstScore: Int32Array;
  readonly scores: number;
  readonly leaves: LeafPool;
  readonly combine: Combine;
}

export const LEAF = 0;
export const SPLIT = 1;

/** Bits of `NodeTable.flags`. */
export const LESS_THAN = 1; /* x < threshold goes left; unset: x <= threshold */
export const COMPARE_F32 = 2; /* x is rounded to binary32 first and the threshold is binary32; unset: binary64 */
export const MISSING_LEFT = 4; /* NaN goes left; unset: right */

/**
 * Parallel columns, one entry a node. A later kind of split (category set, range) adds a value of
 * `kind` and keeps its operands in `operand`.
 */
export interface NodeTable {
  /** LEAF or SPLIT. */
  readonly kind: Uint8Array;
  /** Split: input column. */
  readonly feature: Int32Array;
  /** Split: the number compared with, never NaN. */
  readonly threshold: Float64Array;
  /** Split: node indices of the children. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly flags: Uint8Array;
  /** Leaf: row of the leaf pool. */
  readonly operand: Int32Array;
  /** Training samples (or their weight, or hessian) that reached the node, where the file has them. */
  readonly samples?: Float64Array;
}

/** Distinct leaf rows: row r is `values[r*stride ... r*stride+stride-1]`. Equal bits, equal row. */
export interface LeafPool {
  readonly stride: number;
  readonly values: Float64Array;
}

/** How the leaves of the trees, in table order, become scores. */
export type Combine =
  /** score = base, then += leaf, rounded to `accumulator` at each add; `mean` then divides by the tree count. */
  | {
      readonly kind: "sum" | "mean";
      readonly accumulator: FloatType;
      /** The starting value of each score. */
      readonly base: Float64Array;
    }
  /** A leaf row is one class index; score[class] counts votes. The first class to reach the final maximum wins. */
  | { readonly kind: "vote"; readonly ties: "first-to-reach" }
  /** The lower median of the trees' values. */
  | { readonly kind: "median" };

/** First node after tree `tree`. */
export function treeEnd(forest: Forest, tree: number): number {
  return tree + 1 < forest.roots.length ? forest.roots[tree + 1]! : forest.nodes.kind.length;
}

export function leafRow(forest: Forest, row: number): Float64Array {
  const { stride, values } = forest.leaves;
  return values.subarray(row * stride, row * stride + stride);
}
