import { chosenClasses } from "../../ir/head.ts";
import type { Model } from "../../ir/model.ts";
import { combineLeaves } from "../../ir/predictors/forest/evaluate.ts";
import type { Forest } from "../../ir/predictors/forest/forest.ts";
import { largest } from "../../math.ts";
import { decideScores, decideSums } from "../decide.ts";
import { areCompared, exactExponent, exponents } from "./exponents.ts";
import { type QuantisedLeaves, quantiseAt, type SummingModel } from "./quantise.ts";
import type { SumRange } from "./summary.ts";

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
    if (head.kind === "choices")
      return chosenClasses(head, sums).join() === chosenClasses(head, raw).join();
    return decideSums(head, sums, sum.units[0]!) === decideScores(head, raw, winner);
  });
}
