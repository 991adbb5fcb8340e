import type { FloatType } from "../../number-type.ts";
import type { LinearLeaves } from "./linear.ts";

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
  /** Edges of the sets that IN_SET nodes test: distinct, ascending, not NaN; the first may be -Infinity. */
  readonly sets: readonly Float64Array[];
  readonly combine: Combine;
}

export const LEAF = 0;
export const SPLIT = 1;
/** Left where an odd number of the set's edges lie at or below x: a union of intervals [from, to). */
export const IN_SET = 2;

/** Bits of `NodeTable.flags`. */
export const LESS_THAN = 1; /* x < threshold goes left; unset: x <= threshold */
export const COMPARE_F32 = 2; /* x is rounded to binary32 first and the threshold is binary32; unset: binary64 */
export const MISSING_LEFT = 4; /* NaN goes left; unset: right */

/** Parallel columns, one entry a node. */
export interface NodeTable {
  /** LEAF, SPLIT or IN_SET. */
  readonly kind: Uint8Array;
  /** Not at leaves: column of the predictor. */
  readonly feature: Int32Array;
  /** SPLIT: the number compared with, never NaN. */
  readonly threshold: Float64Array;
  /** Not at leaves: node indices of the children. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly flags: Uint8Array;
  /** LEAF: row of the leaf pool. IN_SET: index into `sets`. */
  readonly operand: Int32Array;
  /** Training samples (or their weight, or hessian) that reached the node, where the file has them. */
  readonly samples?: Float64Array;
}

/** Distinct leaf rows: row r is `values[r*stride ... r*stride+stride-1]`. Equal bits, equal row. */
export interface LeafPool {
  readonly stride: number;
  readonly values: Float64Array;
  /** Only of sums in binary64 over rows of one number. */
  readonly linear?: LinearLeaves;
}

/** How the leaves of the trees, in table order, become scores. */
export type Combine =
  | SumCombine
  /** A leaf row is one class index; score[class] counts votes. The first class to reach the final maximum wins. */
  | { readonly kind: "vote"; readonly ties: "first-to-reach" }
  /**
   * The lower median of the trees' values; with weights, one a tree, the first value in ascending
   * order at which the weights so far, summed in `type` (absent: binary64), reach half of their total.
   */
  | { readonly kind: "median"; readonly weights?: Float64Array; readonly type?: FloatType };

/**
 * score = base, then += leaf; after the last tree / divisor, * scale, + bias, those that are there.
 * Each result is rounded to `accumulator`: one type, or one a score where models stand side by side.
 */
export interface SumCombine {
  readonly kind: "sum";
  readonly accumulator: FloatType | readonly FloatType[];
  /** One number a score; so are `divisor` and `bias`. */
  readonly base: Float64Array;
  readonly divisor?: Float64Array;
  readonly scale?: number;
  readonly bias?: Float64Array;
}

export function accumulatorOf({ accumulator }: SumCombine, score: number): FloatType {
  return typeof accumulator === "string" ? accumulator : accumulator[score]!;
}

/** The type of all scores; undefined where they differ. */
export function oneAccumulator({ accumulator }: SumCombine): FloatType | undefined {
  if (typeof accumulator === "string") return accumulator;
  const [first] = accumulator;
  return accumulator.every((type) => type === first) ? first : undefined;
}

/** The same divisor for every score: a mean over trees or iterations. */
export function divisors(scores: number, divisor: number): Float64Array {
  return new Float64Array(scores).fill(divisor);
}

/** First node after tree `tree`. */
export function treeEnd(forest: Forest, tree: number): number {
  return tree + 1 < forest.roots.length ? forest.roots[tree + 1]! : forest.nodes.kind.length;
}

export function leafRow(forest: Forest, row: number): Float64Array {
  const { stride, values } = forest.leaves;
  return values.subarray(row * stride, row * stride + stride);
}
