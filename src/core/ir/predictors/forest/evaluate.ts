import { roundTo } from "../../number-type.ts";
import {
  COMPARE_F32,
  type Forest,
  LEAF,
  LESS_THAN,
  leafRow,
  MISSING_LEFT,
  type NodeTable,
} from "./forest.ts";

/** What a forest makes of one row. */
export interface ForestResult {
  readonly raw: Float64Array;
  /** The leaf pool's row that each tree reached. */
  readonly leaves: Int32Array;
  /** Votes only: the class that wins. */
  readonly winner: number;
}

/** Whether a split sends `x` left. */
export function goesLeft(nodes: NodeTable, node: number, x: number): boolean {
  const flags = nodes.flags[node]!;
  if (Number.isNaN(x)) return (flags & MISSING_LEFT) !== 0;
  const value = (flags & COMPARE_F32) !== 0 ? Math.fround(x) : x;
  const threshold = nodes.threshold[node]!;
  return (flags & LESS_THAN) !== 0 ? value < threshold : value <= threshold;
}

/** The leaf pool's row that a tree reaches. */
export function walk(forest: Forest, tree: number, row: ArrayLike<number>): number {
  return walkFrom(forest.nodes, forest.roots[tree]!, row);
}

/** The leaf pool's row that is reached from a node on. */
export function walkFrom(nodes: NodeTable, start: number, row: ArrayLike<number>): number {
  let node = start;
  while (nodes.kind[node] !== LEAF) {
    const x = row[nodes.feature[node]!]!;
    node = goesLeft(nodes, node, x) ? nodes.left[node]! : nodes.right[node]!;
  }
  return nodes.operand[node]!;
}

/** Walks every tree and combines the leaves in the trainer's type and order. */
export function evaluateForest(forest: Forest, row: ArrayLike<number>): ForestResult {
  const leaves = forest.roots.map((_, tree) => walk(forest, tree, row));
  return { leaves, ...combineLeaves(forest, leaves) };
}

export function combineLeaves(
  forest: Forest,
  leaves: Int32Array,
): { raw: Float64Array; winner: number } {
  const { combine } = forest;
  switch (combine.kind) {
    case "sum":
    case "mean": {
      const raw = Float64Array.from(combine.base);
      leaves.forEach((row, tree) => {
        const first = forest.firstScore[tree]!;
        leafRow(forest, row).forEach((value, i) => {
          raw[first + i] = roundTo(combine.accumulator, raw[first + i]! + value);
        });
      });
      if (combine.kind === "sum") return { raw, winner: 0 };
      return {
        raw: raw.map((sum) => roundTo(combine.accumulator, sum / leaves.length)),
        winner: 0,
      };
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
      const values = Float64Array.from(leaves, (row) => leafRow(forest, row)[0]!).sort();
      return { raw: Float64Array.of(values[(values.length - 1) >> 1]!), winner: 0 };
    }
  }
}
