import { edgesUpTo } from "../../edges.ts";
import { roundTo } from "../../number-type.ts";
import {
  accumulatorOf,
  COMPARE_F32,
  type Combine,
  type Forest,
  LEAF,
  LESS_THAN,
  leafRow,
  MISSING_LEFT,
  SPLIT,
  type SumCombine,
} from "./forest.ts";
import { leafValue } from "./linear.ts";

/** What a forest makes of one row. */
export interface ForestResult {
  readonly raw: Float64Array;
  /** The leaf pool's row that each tree reached. */
  readonly leaves: Int32Array;
  /** Votes only: the class that wins. */
  readonly winner: number;
}

/** Whether a split sends `x` left. */
export function goesLeft({ nodes, sets }: Forest, node: number, x: number): boolean {
  const flags = nodes.flags[node]!;
  if (Number.isNaN(x)) return (flags & MISSING_LEFT) !== 0;
  const value = (flags & COMPARE_F32) !== 0 ? Math.fround(x) : x;
  if (nodes.kind[node] !== SPLIT) return isInSet(sets[nodes.operand[node]!]!, value);
  const threshold = nodes.threshold[node]!;
  return (flags & LESS_THAN) !== 0 ? value < threshold : value <= threshold;
}

/** Whether an odd number of edges lie at or below x. */
export function isInSet(edges: Float64Array, x: number): boolean {
  return edgesUpTo(edges, x) % 2 === 1;
}

/** The leaf pool's row that a tree reaches. */
export function walk(forest: Forest, tree: number, row: ArrayLike<number>): number {
  return walkFrom(forest, forest.roots[tree]!, row);
}

/** The leaf pool's row that is reached from a node on. */
export function walkFrom(forest: Forest, start: number, row: ArrayLike<number>): number {
  const { nodes } = forest;
  let node = start;
  while (nodes.kind[node] !== LEAF) {
    const x = row[nodes.feature[node]!]!;
    node = goesLeft(forest, node, x) ? nodes.left[node]! : nodes.right[node]!;
  }
  return nodes.operand[node]!;
}

/** Walks every tree and combines the leaves in the trainer's type and order. */
export function evaluateForest(forest: Forest, row: ArrayLike<number>): ForestResult {
  const leaves = forest.roots.map((_, tree) => walk(forest, tree, row));
  return { leaves, ...combineLeaves(forest, leaves, row) };
}

/** `columns`: what linear leaves are of; others need none. */
export function combineLeaves(
  forest: Forest,
  leaves: Int32Array,
  columns: ArrayLike<number> = [],
): { raw: Float64Array; winner: number } {
  const { combine } = forest;
  switch (combine.kind) {
    case "sum": {
      const raw = Float64Array.from(combine.base);
      leaves.forEach((row, tree) => {
        const first = forest.firstScore[tree]!;
        if (forest.leaves.linear) {
          raw[first]! += leafValue(forest, row, columns);
          return;
        }
        leafRow(forest, row).forEach((value, i) => {
          raw[first + i] = roundTo(accumulatorOf(combine, first + i), raw[first + i]! + value);
        });
      });
      finishSums(combine, raw);
      return { raw, winner: 0 };
    }
    case "vote": {
      const raw = new Float64Array(forest.scores);
      let winner = 0;
      for (const row of leaves) {
        const voted = leafRow(forest, row)[0]!;
        raw[voted]!++;
        // Only a count that passes the best so far takes the lead: first to reach, not lowest.
        if (raw[voted]! > raw[winner]!) winner = voted;
      }
      return { raw: raw.map((votes) => votes / leaves.length), winner };
    }
    case "median": {
      const values = Float64Array.from(leaves, (row) => leafRow(forest, row)[0]!);
      return { raw: Float64Array.of(median(values, combine)), winner: 0 };
    }
  }
}

/** Divides, scales and biases the sums in place. */
export function finishSums(combine: SumCombine, sums: Float64Array): void {
  const { divisor, scale, bias } = combine;
  for (let score = 0; score < sums.length; score++) {
    let sum = sums[score]!;
    const accumulator = accumulatorOf(combine, score);
    if (divisor) sum = roundTo(accumulator, sum / divisor[score]!);
    if (scale !== undefined) sum = roundTo(accumulator, sum * scale);
    if (bias) sum = roundTo(accumulator, sum + bias[score]!);
    sums[score] = sum;
  }
}

function median(
  values: Float64Array,
  { weights, type = "f64" }: Extract<Combine, { readonly kind: "median" }>,
): number {
  if (!weights) return values.sort()[(values.length - 1) >> 1]!;
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const reached = new Float64Array(order.length);
  let total = 0;
  order.forEach((tree, i) => {
    total = roundTo(type, total + weights[tree]!);
    reached[i] = total;
  });
  return values[order[reached.findIndex((weight) => weight >= total / 2)]!]!;
}
