import { type Forest, IN_SET, LEAF, treeEnd } from "./forest.ts";

/** How a column is tested: by how many nodes, and the smallest and largest number compared with. */
export interface ColumnCuts {
  readonly tests: number;
  readonly low: number;
  readonly high: number;
}

/** One entry a column; an untested one has `low` above `high`. */
export function columnCuts(forest: Forest, width: number): readonly ColumnCuts[] {
  const { nodes, sets, roots } = forest;
  const cuts = Array.from({ length: width }, () => ({
    tests: 0,
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
  }));
  for (let node = 0; node < treeEnd(forest, roots.length - 1); node++) {
    if (nodes.kind[node] === LEAF) continue;
    const column = cuts[nodes.feature[node]!]!;
    const set = nodes.kind[node] === IN_SET ? sets[nodes.operand[node]!]! : undefined;
    const threshold = nodes.threshold[node]!;
    column.tests++;
    column.low = Math.min(column.low, set ? (set[0] ?? column.low) : threshold);
    column.high = Math.max(column.high, set ? (set.at(-1) ?? column.high) : threshold);
  }
  return cuts;
}
