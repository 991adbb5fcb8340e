import type { Head, Model } from "../../ir/model.ts";
import { leafRow, oneAccumulator } from "../../ir/predictors/forest/forest.ts";
import { largest, lowestBitExponent } from "../../math.ts";
import { linkFactor } from "../heads/link-factor.ts";
import { INT32_MAX, leafScaling, type SummingModel } from "./quantise.ts";

/** Whether scores are compared with each other, and so share their unit. */
export function areCompared({ head }: Model): boolean {
  return head.kind === "values" ? head.sorted === true : head.kind !== "anomaly";
}

/** Exponents, one a score, whose largest sum fills 1 to 31 bits; equal where scores are compared. */
export function exponents({
  model,
  range,
  combine,
}: SummingModel): readonly [Int32Array, Int32Array] {
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

/** The exponent e for which all leaves are multiples of 2^-e and all sums exact, if there is one. */
export function exactExponent({ model, combine, range }: SummingModel): number | undefined {
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
