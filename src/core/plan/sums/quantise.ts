import type { Model } from "../../ir/model.ts";
import { type Forest, leafRow, type SumCombine } from "../../ir/predictors/forest/forest.ts";
import { ulp32 } from "../../math.ts";
import type { IntegerSum } from "../plan.ts";
import type { SumRange } from "./summary.ts";

/** Leaves as integers, before a layout decides how to store them. */
export interface QuantisedLeaves {
  readonly sum: IntegerSum;
  /** The integers that a tree's leaf adds, each at least 0: minima are moved to the base. */
  values(tree: number, row: number): Int32Array;
}

/** A forest that sums, and what its sums can be. */
export interface SummingModel {
  readonly model: Model;
  readonly combine: SumCombine;
  readonly range: SumRange;
}

export const INT32_MAX = 2 ** 31 - 1;

/**
 * What leaves are multiplied by before they are rounded, and sums in units of 2^-exponent after: a
 * mean of probabilities keeps its leaves, which may be whole numbers. Else all is done in the
 * leaves, so that the unit is a power of two, which exponentials need.
 */
export function leafScaling(
  { head }: Model,
  { scale, bias, divisor }: SumCombine,
  range: SumRange,
) {
  const { factor } = range;
  const one = factor.every((f) => f === factor[0]);
  const shares = head.kind === "choices" || (head.kind === "classes" && head.link === "identity");
  if (shares && divisor && one && !bias && !scale)
    return { leafFactor: factor.map(() => 1), unitFactor: factor[0]! };
  return { leafFactor: factor, unitFactor: 1 };
}

/** Leaves and sums in units of 2^-exponent, one exponent a score; `exact`: where nothing is rounded. */
export function quantiseAt(
  { model, combine, range }: SummingModel,
  exponents: Int32Array,
  exact: boolean,
): QuantisedLeaves {
  const forest = model.predictor;
  const { leafFactor, unitFactor } = leafScaling(model, combine, range);
  const scale = Float64Array.from(exponents, (exponent, i) => 2 ** exponent * leafFactor[i]!);
  const starts = Float64Array.from(
    combine.base,
    (base, i) => base * leafFactor[i]! + range.offset[i]!,
  );
  const base = Int32Array.from(starts, (start, i) => Math.round(start * 2 ** exponents[i]!));
  const error = starts.map((start, i) => Math.abs(start - base[i]! * 2 ** -exponents[i]!));
  const least = minima(forest, range, scale);
  range.rowsOfTree.forEach((rows, tree) => {
    const first = forest.firstScore[tree]!;
    least[tree]!.forEach((minimum, i) => {
      base[first + i]! += minimum;
      const factor = Math.abs(leafFactor[first + i]!);
      error[first + i]! += largestError(forest, rows, i, scale[first + i]!) * factor;
    });
  });
  const units = Float64Array.from(exponents, (exponent) =>
    Math.fround(2 ** -exponent * unitFactor),
  );
  const sumBounds = error.map((quantised, i) => {
    const rounding = exact ? 0 : range.rounding[i]!;
    // Products of leaves and factors are rounded here, too.
    const folded = leafFactor[i] === 1 ? 0 : range.reach[i]! * 2 ** -50;
    return quantised * Math.abs(unitFactor) + rounding + folded;
  });
  return {
    sum: {
      kind: "integer",
      units,
      base,
      firstScore: forest.firstScore,
      sumBounds,
      bounds: sumBounds.map(
        (bound, i) => bound + outputRounding(units[i]!, range.reach[i]! + bound),
      ),
      proven: exact,
    },
    values(tree, row) {
      const first = forest.firstScore[tree]!;
      return Int32Array.from(
        leafRow(forest, row),
        (value, i) => Math.round(value * scale[first + i]!) - least[tree]![i]!,
      );
    },
  };
}

/** The sum becomes a float32, times the unit: one rounding where that is a power of two, else three. */
function outputRounding(unit: number, magnitude: number): number {
  const roundings = Number.isInteger(Math.log2(unit)) ? 1 : 3;
  return (roundings * ulp32(magnitude)) / 2;
}

/**
 * What each leaf column of a tree is lowered by. Vector leaves share one pool among trees, so only
 * single values are lowered tree by tree.
 */
function minima(forest: Forest, range: SumRange, scale: Float64Array): readonly Int32Array[] {
  const { stride } = forest.leaves;
  const ofScore = new Float64Array(forest.scores).fill(INT32_MAX);
  const ofTree = range.rowsOfTree.map((rows, tree) => {
    const first = forest.firstScore[tree]!;
    return Int32Array.from({ length: stride }, (_, i) => {
      let least = INT32_MAX;
      for (const row of rows)
        least = Math.min(least, Math.round(leafRow(forest, row)[i]! * scale[first + i]!));
      ofScore[first + i] = Math.min(ofScore[first + i]!, least);
      return least;
    });
  });
  if (stride === 1) return ofTree;
  return ofTree.map((_, tree) => {
    const first = forest.firstScore[tree]!;
    return Int32Array.from(ofScore.subarray(first, first + stride));
  });
}

function largestError(forest: Forest, rows: Int32Array, column: number, scale: number): number {
  let most = 0;
  if (scale === 0) return most;
  for (const row of rows) {
    const value = leafRow(forest, row)[column]!;
    most = Math.max(most, Math.abs(value - Math.round(value * scale) / scale));
  }
  return most;
}
