import type { Head, Model } from "../../ir/model.ts";
import { combineLeaves } from "../../ir/predictors/forest/evaluate.ts";
import {
  type Forest,
  leafRow,
  oneAccumulator,
  type SumCombine,
} from "../../ir/predictors/forest/forest.ts";
import { largest, lowestBitExponent, ulp32 } from "../../math.ts";
import { decideScores, decideSums } from "../decide.ts";
import { linkFactor } from "../heads/link-factor.ts";
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

const INT32_MAX = 2 ** 31 - 1;

/**
 * Integer leaves and sums. Leaves that are multiples of a power of two, and whose sums the
 * trainer's accumulator holds exactly, become those integers: nothing is lost (`proven`). Others
 * are rounded to the coarsest power of two whose bound meets `allowed` (one number a score);
 * undefined where none that fits 32 bits does. Scores that are compared share their unit.
 */
export function quantiseLeaves(
  summing: SummingModel,
  allowed: Float64Array,
): QuantisedLeaves | undefined {
  const { model, range } = summing;
  const exact = exactExponent(summing);
  if (exact !== undefined) {
    const exponents = new Int32Array(model.predictor.scores).fill(exact);
    return quantiseAt(summing, exponents, true);
  }
  const [coarsest, finest] = exponents(summing);
  const chosen = searchExponents(summing, { coarsest, finest, allowed });
  if (chosen === undefined) return undefined;
  const leaves = quantiseAt(summing, chosen, false);
  const spare = spareBits(leaves, model.predictor, range);
  if (areCompared(model)) spare.fill(Math.min(...spare));
  const finer = chosen.map((exponent, i) => Math.min(finest[i]!, exponent + spare[i]!));
  const result = quantiseAt(summing, finer, false);
  return { ...result, sum: { ...result.sum, proven: provenAlone(model, result) } };
}

function areCompared({ head }: Model): boolean {
  return head.kind === "values" ? head.sorted === true : head.kind !== "anomaly";
}

/** The first exponents, from the coarsest up, whose bounds are allowed. */
function searchExponents(
  summing: SummingModel,
  {
    coarsest,
    finest,
    allowed,
  }: {
    readonly coarsest: Int32Array;
    readonly finest: Int32Array;
    readonly allowed: Float64Array;
  },
): Int32Array | undefined {
  const together = areCompared(summing.model);
  const chosen = new Int32Array(finest.length);
  const open = new Set(finest.keys());
  for (let step = 0; open.size > 0; step++) {
    const exponents = coarsest.map((exponent) => exponent + step);
    if ([...open].some((score) => exponents[score]! > finest[score]!)) return undefined;
    const { bounds } = quantiseAt(summing, exponents, false).sum;
    const met = [...open].filter((score) => bounds[score]! <= allowed[score]!);
    if (together && met.length < open.size) continue;
    for (const score of met) {
      chosen[score] = exponents[score]!;
      open.delete(score);
    }
  }
  return chosen;
}

/** Widths at which storing a leaf takes more bytes, or another kind of constant. */
const STORED_BITS = [8, 15, 16, 31];

/** How much finer each score's leaves can be at the width all are stored in: exactness for nothing. */
function spareBits(leaves: QuantisedLeaves, forest: Forest, range: SumRange): number[] {
  const most = new Float64Array(forest.scores);
  for (const [tree, rows] of range.rowsOfTree.entries()) {
    const first = forest.firstScore[tree]!;
    for (const row of rows) {
      leaves.values(tree, row).forEach((value, i) => {
        most[first + i] = Math.max(most[first + i]!, value);
      });
    }
  }
  // Rounding at a finer unit may carry into the next bit: count one more.
  const bits = Array.from(most, (value) => Math.floor(Math.log2(value + 1)) + 1);
  const widest = largest(bits);
  const width = STORED_BITS.find((stored) => stored >= widest) ?? widest;
  return bits.map((own) => Math.max(0, width - own));
}

/** Exponents, one a score, whose largest sum fills 1 to 31 bits; equal where scores are compared. */
function exponents({ model, range, combine }: SummingModel): readonly [Int32Array, Int32Array] {
  const { head, predictor } = model;
  const trees = predictor.roots.length;
  const finest = Int32Array.from(largestSums({ model, range, combine }), (most) => {
    const sum = Math.max(most, 2 ** -90) + trees * 2 ** -126;
    return Math.floor(Math.log2((INT32_MAX - trees) / sum));
  });
  if (areCompared(model)) finest.fill(Math.min(...finest));
  const coarsest = finest.map((exponent, score) =>
    Math.max(exponent - 30, linkLimits(head, score)[0]),
  );
  const limited = finest.map((exponent, score) => Math.min(exponent, linkLimits(head, score)[1]));
  if (areCompared(model)) {
    // Members of a blend may have links of different scales.
    coarsest.fill(Math.max(...coarsest));
    limited.fill(Math.min(...limited));
  }
  return [coarsest, limited];
}

/** No sum is larger than this on its way, in the numbers that leaves are multiples of a unit of. */
function largestSums({ model, range, combine }: SummingModel): Float64Array {
  const { leafFactor, unitFactor } = leafScaling(model, combine, range);
  const { predictor } = model;
  const most = range.reach.map((reach) => reach / Math.abs(unitFactor));
  if (predictor.leaves.stride === 1) return most;
  // The smallest leaf of all trees is moved to the base once for each tree.
  const least = new Float64Array(predictor.scores).fill(Number.POSITIVE_INFINITY);
  const trees = new Float64Array(predictor.scores);
  range.rowsOfTree.forEach((rows, tree) => {
    for (let i = 0; i < predictor.leaves.stride; i++) {
      const score = predictor.firstScore[tree]! + i;
      trees[score]!++;
      for (const row of rows) {
        const value = leafRow(predictor, row)[i]! * leafFactor[score]!;
        least[score] = Math.min(least[score]!, value);
      }
    }
  });
  return most.map((sum, i) => {
    const start = combine.base[i]! * leafFactor[i]! + range.offset[i]! + trees[i]! * least[i]!;
    return trees[i] === 0 ? sum : Math.max(sum, Math.abs(start));
  });
}

/** Coarsest and finest exponent of a score; what exponentials take is said at `binaryScale`. */
function linkLimits(head: Head, score: number): readonly [number, number] {
  // 1 - score is an integer in the score's unit.
  if (head.kind === "classes" && head.link === "complement") return [0, 29];
  const factor = linkFactor(head, score);
  if (factor === undefined) return [-150, 120];
  const scale = Math.floor(Math.log2(factor));
  return [Math.max(0, scale - 2), 50 + Math.min(0, scale)];
}

/**
 * What leaves are multiplied by before they are rounded, and sums in units of 2^-exponent after: a
 * mean of probabilities keeps its leaves, which may be whole numbers. Else all is done in the
 * leaves, so that the unit is a power of two, which exponentials need.
 */
function leafScaling({ head }: Model, { scale, bias, divisor }: SumCombine, range: SumRange) {
  const { factor } = range;
  const one = factor.every((f) => f === factor[0]);
  if (head.kind === "classes" && head.link === "identity" && divisor && one && !bias && !scale)
    return { leafFactor: factor.map(() => 1), unitFactor: factor[0]! };
  return { leafFactor: factor, unitFactor: 1 };
}

/** The exponent e for which all leaves are multiples of 2^-e and all sums exact, if there is one. */
function exactExponent({ model, combine, range }: SummingModel): number | undefined {
  const { head, predictor } = model;
  const { leafFactor } = leafScaling(model, combine, range);
  if (combine.bias || leafFactor.some((factor) => factor !== 1)) return undefined;
  let lowest = 0;
  for (const value of [...combine.base, ...predictor.leaves.values]) {
    if (value !== 0) lowest = Math.min(lowest, lowestBitExponent(value));
    if (lowest < -31) return undefined;
  }
  const limits = Array.from(combine.base.keys(), (score) => linkLimits(head, score));
  const exponent = Math.max(-lowest, ...limits.map(([coarsest]) => coarsest));
  const sums = largest(largestSums({ model, combine, range }));
  const mantissa = oneAccumulator(combine) === "f64" ? 2 ** 53 : 2 ** 24;
  const fits = sums * 2 ** exponent <= INT32_MAX && sums * 2 ** -lowest <= mantissa;
  return fits && limits.every(([, finest]) => exponent <= finest) ? exponent : undefined;
}

function quantiseAt(
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

/** A single tree decides by its leaf alone: compare each leaf's class before and after rounding. */
function provenAlone(model: Model, { sum, values }: QuantisedLeaves): boolean {
  const { predictor: forest, head } = model;
  if (head.kind === "values" || head.kind === "blend" || forest.roots.length !== 1) return false;
  const rows = new Set(forest.nodes.operand.filter((row) => row >= 0));
  return [...rows].every((row) => {
    const { raw, winner } = combineLeaves(forest, Int32Array.of(row));
    const sums = sum.base.slice();
    const first = forest.firstScore[0]!;
    values(0, row).forEach((value, i) => {
      sums[first + i]! += value;
    });
    return decideSums(head, sums, sum.units[0]!) === decideScores(head, raw, winner);
  });
}
