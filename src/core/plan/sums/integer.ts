import { argmax, decideClass } from "../../ir/head.ts";
import type { Model } from "../../ir/model.ts";
import { combineLeaves } from "../../ir/predictors/forest/evaluate.ts";
import { type Forest, leafRow } from "../../ir/predictors/forest/forest.ts";
import { lowestBitExponent, ulp32 } from "../../math.ts";
import { linkSlope } from "../heads/probabilities.ts";
import type { IntegerSum, OutputsWanted } from "../plan.ts";
import { divisorOf, type SumRange } from "./summary.ts";

/** Leaves as integers, before a layout decides how to store them. */
export interface QuantisedLeaves {
  readonly sum: IntegerSum;
  /** The integers that a tree's leaf adds, each at least 0: per-tree minima are moved to the base. */
  values(tree: number, row: number): Int32Array;
}

const INT32_MAX = 2 ** 31 - 1;

/**
 * Integer leaves and sums. Leaves that are multiples of a power of two, and whose sums the
 * trainer's accumulator holds exactly, become those integers: nothing is lost (`proven`). Others
 * are rounded to the coarsest power of two whose bound meets `allowed`; undefined where none that
 * fits 32 bits does.
 */
export function quantiseLeaves(
  model: Model,
  range: SumRange,
  allowed: number,
): QuantisedLeaves | undefined {
  const exact = exactExponent(model, range);
  if (exact !== undefined) return quantiseAt(model, range, exact, true);
  const [coarsest, finest] = exponents(model, range);
  for (let exponent = coarsest; exponent <= finest; exponent++) {
    const leaves = quantiseAt(model, range, exponent, false);
    if (leaves.sum.bound > allowed) continue;
    const finer = quantiseAt(
      model,
      range,
      exponent + spareBits(leaves, range, finest - exponent),
      false,
    );
    return { ...finer, sum: { ...finer.sum, proven: provenAlone(model, finer) } };
  }
  return undefined;
}

/** Widths at which storing a leaf takes more bytes, or another kind of constant. */
const STORED_BITS = [8, 15, 16, 31];

/** How much finer leaves can be at the width they are stored in: exactness that costs nothing. */
function spareBits(leaves: QuantisedLeaves, range: SumRange, most: number): number {
  let largest = 0;
  for (const [tree, rows] of range.rowsOfTree.entries()) {
    for (const row of rows) largest = Math.max(largest, ...leaves.values(tree, row));
  }
  // Rounding at a finer unit may carry into the next bit: count one more.
  const bits = Math.floor(Math.log2(largest + 1)) + 1;
  const width = STORED_BITS.find((stored) => stored >= bits) ?? bits;
  return Math.max(0, Math.min(most, width - bits));
}

/** Exponents whose largest sum fills 1 to 31 bits; an exponential takes scores of 2^-50 to 1. */
function exponents({ head, predictor }: Model, range: SumRange): readonly [number, number] {
  const largest = Math.max(range.magnitude, 2 ** -90) + predictor.roots.length * 2 ** -126;
  const finest = Math.floor(Math.log2((INT32_MAX - predictor.roots.length) / largest));
  const linked = head.kind === "classes" && head.link !== "identity";
  return linked
    ? [Math.max(0, finest - 30), Math.min(50, finest)]
    : [finest - 30, Math.min(120, finest)];
}

/**
 * What leaves are divided by before they are rounded. A mean of values, or of scores that an
 * exponential takes, is scaled in its leaves, so that the result is the sum times a power of two; a
 * mean of probabilities keeps its leaves, which may be whole numbers.
 */
function leafDivisor(model: Model): number {
  const { head } = model;
  return head.kind === "classes" && head.link === "identity" ? 1 : divisorOf(model);
}

/**
 * Largest error of a raw score that keeps every wanted output within 2^-16 of its range (classes)
 * or one float32 ulp at the output's largest magnitude (values), unless `maxError` says otherwise.
 */
export function allowedError(
  model: Model,
  range: SumRange,
  outputs: OutputsWanted,
  maxError: number | undefined,
): number {
  if (maxError !== undefined) return maxError;
  const divisor = divisorOf(model);
  const { head } = model;
  // An output beyond float32 has no ulp there: nothing but the trainer's own sum will do.
  if (head.kind !== "classes") {
    const ulp = ulp32(range.magnitude / divisor);
    return Number.isFinite(ulp) ? ulp : 0;
  }
  const span = Math.max(...range.high.map((high, i) => high - range.low[i]!)) / divisor;
  const allowed = { decision: span * 2 ** -16, probability: 2 ** -16 / linkSlope(head) };
  if (outputs === "class" || outputs === "decision") return allowed.decision;
  return outputs === "probability"
    ? allowed.probability
    : Math.min(allowed.decision, allowed.probability);
}

/** The exponent e for which all leaves are multiples of 2^-e and all sums exact, if there is one. */
function exactExponent(model: Model, range: SumRange): number | undefined {
  const { combine, leaves } = model.predictor;
  if (combine.kind !== "sum") return undefined;
  if (leafDivisor(model) > 1) return undefined;
  let lowest = 0;
  for (const value of [...combine.base, ...leaves.values]) {
    if (value !== 0) lowest = Math.min(lowest, lowestBitExponent(value));
    if (lowest < -31) return undefined;
  }
  const largest = range.magnitude * 2 ** -lowest;
  const mantissa = combine.accumulator === "f32" ? 2 ** 24 : 2 ** 53;
  return largest <= INT32_MAX && largest <= mantissa ? -lowest : undefined;
}

function quantiseAt(
  model: Model,
  range: SumRange,
  exponent: number,
  exact: boolean,
): QuantisedLeaves {
  const forest = model.predictor;
  const scale = 2 ** exponent / leafDivisor(model);
  const { combine } = forest;
  const realBase = "base" in combine ? combine.base : new Float64Array(forest.scores);
  const base = Int32Array.from(realBase, (value) => Math.round(value * scale));
  const error = Float64Array.from(realBase, (value, i) => Math.abs(value - base[i]! / scale));
  const least = range.rowsOfTree.map((rows) => minima(forest, rows, scale));
  least.forEach((minimum, tree) => {
    const first = forest.firstScore[tree]!;
    minimum.forEach((value, i) => {
      base[first + i]! += value;
      error[first + i]! += largestError(forest, range.rowsOfTree[tree]!, i, scale);
    });
  });
  const divisor = divisorOf(model);
  const unit = Math.fround(1 / scale / divisor);
  const sums = (Math.max(...error) + (exact ? 0 : range.rounding)) / divisor;
  // The sum becomes a float32, times the unit: one rounding where that is a power of two, else three.
  const roundings = Number.isInteger(Math.log2(unit)) ? 1 : 3;
  const output = (roundings * ulp32(range.magnitude / divisor + sums)) / 2;
  return {
    sum: {
      kind: "integer",
      unit,
      base,
      firstScore: forest.firstScore,
      sumBound: sums,
      bound: sums + output,
      proven: exact,
    },
    values: (tree, row) =>
      Int32Array.from(
        leafRow(forest, row),
        (value, i) => Math.round(value * scale) - least[tree]![i]!,
      ),
  };
}

/**
 * What each leaf column of a tree is lowered by. Vector leaves share one pool among trees, so only
 * single values are lowered tree by tree.
 */
function minima(forest: Forest, rows: Int32Array, scale: number): Int32Array {
  if (forest.leaves.stride > 1) {
    const all = forest.leaves.values;
    let least = 0;
    for (const value of all) least = Math.min(least, Math.round(value * scale));
    return new Int32Array(forest.leaves.stride).fill(least);
  }
  return Int32Array.of(
    rows.reduce(
      (least, row) => Math.min(least, Math.round(leafRow(forest, row)[0]! * scale)),
      INT32_MAX,
    ),
  );
}

function largestError(forest: Forest, rows: Int32Array, column: number, scale: number): number {
  let most = 0;
  for (const row of rows) {
    const value = leafRow(forest, row)[column]!;
    most = Math.max(most, Math.abs(value - Math.round(value * scale) / scale));
  }
  return most;
}

/** A single tree decides by its leaf alone: compare each leaf's class before and after rounding. */
function provenAlone(model: Model, { sum, values }: QuantisedLeaves): boolean {
  const { predictor: forest, head } = model;
  if (head.kind !== "classes" || forest.roots.length !== 1) return false;
  const rows = new Set(forest.nodes.operand.filter((row) => row >= 0));
  return [...rows].every((row) => {
    const { raw, winner } = combineLeaves(forest, Int32Array.of(row));
    const sums = values(0, row).map((value, i) => value + sum.base[i]!);
    const device =
      head.decide.kind === "threshold"
        ? sums[0]! >= integerThreshold(head.decide, sum.unit)
          ? 1
          : 0
        : argmax(sums);
    return device === decideClass(head.decide, raw, winner);
  });
}

/** The least integer sum that a threshold decision takes for class 1. */
export function integerThreshold(
  decide: { readonly compare: "ge" | "gt"; readonly value: number },
  unit: number,
): number {
  const limit = decide.value / unit;
  return decide.compare === "ge" ? Math.ceil(limit) : Math.floor(limit) + 1;
}
