import { argmax } from "../../ir/head.ts";
import type { ClassHead } from "../../ir/model.ts";
import { type FloatType, roundTo } from "../../ir/number-type.ts";
import { expNegative, RATIO_UNIT, ratio } from "./exp.ts";

/** Scores as an exponential takes them: how far each lies below the largest (or a single one from 0). */
export interface ScoreDistances {
  /** Unsigned, in units of 2^-exponent. */
  readonly distances: ArrayLike<number>;
  readonly exponent: number;
  /** A single score only: whether it lies below 0. */
  readonly negative: boolean;
}

/** Real distances are taken in units of 2^-26; at 2^31, e^-32, nothing is left to tell apart. */
export const REAL_EXPONENT = 26;
const FARTHEST = 2 ** 31;

/** Distances of integer sums, exact. */
export function integerDistances(sums: Int32Array, exponent: number): ScoreDistances {
  const top = sums.length === 1 ? 0 : sums[argmax(sums)]!;
  const distances = Array.from(sums, (sum) => Math.abs(top - sum));
  return { distances, exponent, negative: sums[0]! < 0 };
}

/** Distances of real scores: subtracted in the trainer's type, then cut toward zero. */
export function realDistances(scores: Float64Array, type: FloatType): ScoreDistances {
  const top = scores.length === 1 ? 0 : scores[argmax(scores)]!;
  const distances = Array.from(scores, (score) => {
    const distance = Math.abs(roundTo(type, top - score));
    return Math.min(FARTHEST, Math.trunc(distance * 2 ** REAL_EXPONENT));
  });
  return { distances, exponent: REAL_EXPONENT, negative: scores[0]! < 0 };
}

/** How much a probability moves at most, for a raw score that moves by one. */
export function linkSlope({ link, linkScale = 1 }: ClassHead): number {
  // A sigmoid's slope is at most 1/4; a softmax moves by at most half of the largest change.
  const sigmoid = linkScale / 4;
  return { identity: 1, complement: 1, sigmoid, sigmoids: sigmoid, softmax: 1 / 2 }[link];
}

/**
 * Largest |device's probability - trainer's| for raw scores within `scoreBound`: what the score
 * moves, and the emitted exponential, its ratio and the trainer's own (2^-19 together).
 */
export function probabilityBound(head: ClassHead, scoreBound: number): number {
  return scoreBound * linkSlope(head) + (head.link === "identity" ? 2 ** -24 : 2 ** -19);
}

/** Probabilities as emitted, float32, for the sigmoid and softmax links. */
export function linkedProbabilities(head: ClassHead, scores: ScoreDistances): Float64Array {
  return head.link === "sigmoid" ? sigmoid(head, scores) : softmax(scores);
}

/** Scaling by a power of two only changes the unit that the exponential takes scores in. */
export function scaledExponent({ linkScale = 1 }: ClassHead, exponent: number): number {
  return exponent - Math.log2(linkScale);
}

function sigmoid(head: ClassHead, { distances, exponent, negative }: ScoreDistances): Float64Array {
  const small = expNegative(distances[0]!, scaledExponent(head, exponent));
  const likely = ratio(2 ** 30, 2 ** 30 + small);
  const positive = negative ? 2 ** 24 - likely : likely;
  return Float64Array.of((2 ** 24 - positive) * RATIO_UNIT, positive * RATIO_UNIT);
}

function softmax({ distances, exponent }: ScoreDistances): Float64Array {
  const parts = Array.from(distances, (distance) => expNegative(distance, exponent));
  let whole = parts.reduce((sum, part) => sum + part, 0);
  let shift = 0;
  for (; whole >= 2 ** 31; shift++) whole = Math.floor(whole / 2);
  return Float64Array.from(parts, (part) => ratio(part >>> shift, whole) * RATIO_UNIT);
}
