import { argmax } from "../../ir/head.ts";
import type { ClassHead } from "../../ir/model.ts";
import { expNegative, RATIO_UNIT, ratio, softmaxShift } from "./exp.ts";

/** Scores as integers in units of 2^-exponent. */
export interface FixedScores {
  readonly scores: Int32Array;
  readonly exponent: number;
}

/**
 * The exponent at which scores of at most `magnitude` fit 31 bits, 26 at most: what real sums are
 * converted with before an exponential.
 */
export function fixedExponent(magnitude: number): number {
  return Math.max(0, Math.min(26, 29 - Math.ceil(Math.log2(Math.max(magnitude, 2 ** -20)))));
}

/** How much a probability moves at most, for a raw score that moves by one. */
export function linkSlope({ link, linkScale = 1 }: ClassHead): number {
  // A sigmoid's slope is at most 1/4; a softmax moves by at most half of the largest change.
  return { identity: 1, sigmoid: linkScale / 4, softmax: 1 / 2 }[link];
}

/** A real score in units of 2^-exponent, toward zero. */
export function toFixed(score: number, exponent: number): number {
  return Math.trunc(score * 2 ** exponent);
}

/** Probabilities as emitted, float32, for the sigmoid and softmax links. */
export function linkedProbabilities(
  head: ClassHead,
  { scores, exponent }: FixedScores,
): Float64Array {
  return head.link === "sigmoid"
    ? sigmoid(scores[0]!, scaledExponent(head, exponent))
    : softmax(scores, exponent);
}

/** Scaling by a power of two only changes the unit that the exponential takes scores in. */
export function scaledExponent({ linkScale = 1 }: ClassHead, exponent: number): number {
  return exponent - Math.log2(linkScale);
}

function sigmoid(score: number, exponent: number): Float64Array {
  const small = expNegative(Math.abs(score), exponent);
  const likely = ratio(2 ** 30, 2 ** 30 + small);
  const other = 2 ** 24 - likely;
  const positive = score >= 0 ? likely : other;
  return Float64Array.of((2 ** 24 - positive) * RATIO_UNIT, positive * RATIO_UNIT);
}

function softmax(scores: Int32Array, exponent: number): Float64Array {
  const most = scores[argmax(scores)]!;
  const shift = softmaxShift(scores.length);
  const parts = Array.from(scores, (score) => expNegative(most - score, exponent) >>> shift);
  const whole = parts.reduce((sum, part) => sum + part, 0);
  return Float64Array.from(parts, (part) => ratio(part, whole) * RATIO_UNIT);
}
