import type { Model } from "../../ir/model.ts";
import { type Forest, LEAF, leafRow, treeEnd } from "../../ir/predictors/forest/forest.ts";
import { exponentOf } from "../../math.ts";

/** What the leaves of a summing forest can add up to, from one look at each leaf. */
export interface SumRange {
  /** Leaf pool rows that occur in each tree, ascending. */
  readonly rowsOfTree: readonly Int32Array[];
  /** Smallest and largest final sum of each score, before a mean's division, in real arithmetic. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Largest |partial sum| of any score on the way. */
  readonly magnitude: number;
  /** Largest |trainer's rounded sum - real sum| of any score. */
  readonly rounding: number;
}

export function summariseSums(forest: Forest): SumRange {
  const { combine, leaves } = forest;
  const base = combine.kind === "sum" ? combine.base : new Float64Array(forest.scores);
  const accumulator = "accumulator" in combine ? combine.accumulator : "f64";
  const low = base.slice();
  const high = base.slice();
  const reach = base.map(Math.abs);
  const rounding = new Float64Array(forest.scores);
  const rowsOfTree = Array.from(forest.roots, (_, tree) => rowsIn(forest, tree));
  rowsOfTree.forEach((rows, tree) => {
    for (let i = 0; i < leaves.stride; i++) {
      const score = forest.firstScore[tree]! + i;
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (const row of rows) {
        const value = leafRow(forest, row)[i]!;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      low[score]! += least;
      high[score]! += most;
      reach[score]! += Math.max(Math.abs(least), Math.abs(most));
      rounding[score]! += halfUlp(reach[score]!, accumulator === "f32" ? 23 : 52);
    }
  });
  return {
    rowsOfTree,
    low,
    high,
    magnitude: Math.max(...reach),
    rounding: Math.max(...rounding),
  };
}

/** Largest error of one addition whose result is at most `magnitude`. */
function halfUlp(magnitude: number, mantissaBits: number): number {
  return magnitude === 0 ? 0 : 2 ** (exponentOf(magnitude) - mantissaBits - 1);
}

function rowsIn(forest: Forest, tree: number): Int32Array {
  const rows = new Set<number>();
  const { kind, operand } = forest.nodes;
  for (let node = forest.roots[tree]!; node < treeEnd(forest, tree); node++) {
    if (kind[node] === LEAF) rows.add(operand[node]!);
  }
  return Int32Array.from(rows).sort();
}

/** The divisor that follows the sum: the same for every score. */
export function divisorOf(model: Model): number {
  const { combine } = model.predictor;
  return (combine.kind === "sum" && combine.divisor?.[0]) || 1;
}
