import type { FloatType } from "../../ir/number-type.ts";
import {
  accumulatorOf,
  type Forest,
  LEAF,
  leafRow,
  type SumCombine,
  treeEnd,
} from "../../ir/predictors/forest/forest.ts";
import { exponentOf } from "../../math.ts";

/**
 * What the leaves of a summing forest can add up to, from one look at each leaf. Arrays hold one
 * number a score.
 */
export interface SumRange {
  /** Leaf pool rows that occur in each tree, ascending. */
  readonly rowsOfTree: readonly Int32Array[];
  /** In real arithmetic, score = sum * factor + offset. */
  readonly factor: Float64Array;
  readonly offset: Float64Array;
  /** Smallest and largest score, in real arithmetic. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** No score is larger than this on its way, whatever was added until then. */
  readonly reach: Float64Array;
  /** Largest |trainer's rounded score - real score|. */
  readonly rounding: Float64Array;
}

export function summariseSums(forest: Forest, combine: SumCombine): SumRange {
  const { leaves } = forest;
  const { base } = combine;
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
      rounding[score]! += halfUlp(reach[score]!, accumulatorOf(combine, score));
    }
  });
  return finishRange({ rowsOfTree, low, high, reach, rounding }, combine);
}

/** What the trainer does to its sums after the last tree. */
function finishRange(sums: Omit<SumRange, "factor" | "offset">, combine: SumCombine): SumRange {
  const { divisor, scale = 1, bias } = combine;
  const count = sums.reach.length;
  const factor = Float64Array.from({ length: count }, (_, i) => scale / (divisor?.[i] ?? 1));
  const offset = Float64Array.from({ length: count }, (_, i) => bias?.[i] ?? 0);
  const ends = [sums.low, sums.high].map((end) => end.map((x, i) => x * factor[i]! + offset[i]!));
  const reach = sums.reach.slice();
  const rounding = sums.rounding.slice();
  const rounded = (i: number) => {
    rounding[i]! += halfUlp(reach[i]!, accumulatorOf(combine, i));
  };
  for (let i = 0; i < count; i++) {
    for (const by of [1 / (divisor?.[i] ?? 1), scale]) {
      if (by === 1) continue;
      reach[i]! *= Math.abs(by);
      rounding[i]! *= Math.abs(by);
      rounded(i);
    }
    if (offset[i] === 0) continue;
    reach[i]! += Math.abs(offset[i]!);
    rounded(i);
  }
  return {
    ...sums,
    factor,
    offset,
    low: ends[0]!.map((x, i) => Math.min(x, ends[1]![i]!)),
    high: ends[1]!.map((x, i) => Math.max(x, ends[0]![i]!)),
    reach,
    rounding,
  };
}

/** Largest error of one operation whose result is at most `magnitude`. */
function halfUlp(magnitude: number, type: FloatType): number {
  return magnitude === 0 ? 0 : 2 ** (exponentOf(magnitude) - (type === "f32" ? 24 : 53));
}

function rowsIn(forest: Forest, tree: number): Int32Array {
  const rows = new Set<number>();
  const { kind, operand } = forest.nodes;
  for (let node = forest.roots[tree]!; node < treeEnd(forest, tree); node++) {
    if (kind[node] === LEAF) rows.add(operand[node]!);
  }
  return Int32Array.from(rows).sort();
}
