import { argmax, isAbove } from "../ir/head.ts";
import type { ScoreLimit } from "../ir/model.ts";
import { roundTo } from "../ir/number-type.ts";
import { exponentOf } from "../math.ts";
import { integerThreshold } from "./decide.ts";
import { floatOfWide } from "./heads/power.ts";
import type { IntegerSum, RealSum } from "./plan.ts";

/** Raw scores as the device holds them, and what heads do with them, bit for bit. */
export interface Scores {
  readonly count: number;
  /** The score as it is held. */
  value(score: number): number;
  /** The float32 that outputs give. */
  asFloat(score: number): number;
  /** score * by and the score's square with its sign, as float32. */
  scaled(score: number, by: number): number;
  signedSquare(score: number): number;
  /** 1 - score as a float32. */
  complement(score: number): number;
  /** Index of the first largest. */
  best(): number;
  /** Whether score a lies above score b. */
  isGreater(a: number, b: number): boolean;
  isNegative(score: number): boolean;
  isAbove(score: number, limit: ScoreLimit): boolean;
  /** |score - other|, or |score|, as an exponential takes it: unsigned 32 bits in units of `unit`. */
  distance(score: number, other?: number): number;
  unit(score: number): number;
}

export function integerScores({ units }: IntegerSum, sums: Int32Array): Scores {
  return {
    count: sums.length,
    value: (score) => sums[score]! * units[score]!,
    // As emitted: int32 to float32, then one product with a float32 constant.
    asFloat: (score) => Math.fround(Math.fround(sums[score]!) * units[score]!),
    // The products of constants are taken before they are emitted.
    scaled: (score, by) => Math.fround(Math.fround(sums[score]!) * Math.fround(units[score]! * by)),
    signedSquare(score) {
      const size = BigInt(Math.abs(sums[score]!));
      const square = floatOfWide(size * size, 2 * exponentOf(units[score]!));
      return sums[score]! < 0 ? -square : square;
    },
    complement: (score) =>
      Math.fround(Math.fround(1 / units[score]! - sums[score]!) * units[score]!),
    best: () => argmax(sums),
    isGreater: (a, b) => sums[a]! > sums[b]!,
    isNegative: (score) => sums[score]! < 0,
    isAbove: (score, limit) => sums[score]! >= integerThreshold(limit, units[score]!),
    distance: (score, other) => Math.abs(sums[score]! - (other === undefined ? 0 : sums[other]!)),
    unit: (score) => units[score]!,
  };
}

/** The scores of one of several models, counted from its first. */
export function memberScores(scores: Scores, first: number, count: number): Scores {
  const at = (score: number) => first + score;
  return {
    count,
    value: (score) => scores.value(at(score)),
    asFloat: (score) => scores.asFloat(at(score)),
    scaled: (score, by) => scores.scaled(at(score), by),
    signedSquare: (score) => scores.signedSquare(at(score)),
    complement: (score) => scores.complement(at(score)),
    best() {
      let best = 0;
      for (let i = 1; i < count; i++) if (scores.isGreater(at(i), at(best))) best = i;
      return best;
    },
    isGreater: (a, b) => scores.isGreater(at(a), at(b)),
    isNegative: (score) => scores.isNegative(at(score)),
    isAbove: (score, limit) => scores.isAbove(at(score), limit),
    distance: (score, other) =>
      scores.distance(at(score), other === undefined ? undefined : at(other)),
    unit: (score) => scores.unit(at(score)),
  };
}

/** At this distance nothing is left to tell apart. */
const FARTHEST = 2 ** 31;

/** Distances are subtracted in the trainer's type, then cut toward zero. */
export function realScores({ type, distanceBits }: RealSum, scores: Float64Array): Scores {
  return {
    count: scores.length,
    value: (score) => scores[score]!,
    asFloat: (score) => Math.fround(scores[score]!),
    scaled: (score, by) => Math.fround(roundTo(type, scores[score]! * by)),
    signedSquare: (score) => Math.fround(roundTo(type, scores[score]! * Math.abs(scores[score]!))),
    complement: (score) => Math.fround(roundTo(type, 1 - scores[score]!)),
    best: () => argmax(scores),
    isGreater: (a, b) => scores[a]! > scores[b]!,
    isNegative: (score) => scores[score]! < 0,
    isAbove: (score, limit) => isAbove(limit, scores[score]!),
    distance(score, other) {
      const from = other === undefined ? 0 : scores[other]!;
      const distance = Math.abs(roundTo(type, scores[score]! - from));
      // Of linear leaves, and as far as infinities.
      if (Number.isNaN(distance)) return FARTHEST;
      return Math.min(FARTHEST, Math.trunc(distance * 2 ** distanceBits));
    },
    unit: () => 2 ** -distanceBits,
  };
}
