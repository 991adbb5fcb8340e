import type { ValueHead, ValueLink } from "../../ir/model.ts";
import { exponentOf } from "../../math.ts";
import type { Scores } from "../scores.ts";
import { type BinaryScale, binaryScale, multiplyHigh, ratio } from "./exp.ts";
import {
  floatOf,
  floatOfWide,
  negativePower,
  POWER_BITS,
  positivePower,
  powerPart,
} from "./power.ts";

/** What a regression answers, as emitted: float32. */
export function deviceValues({ links, sorted }: ValueHead, scores: Scores): Float64Array {
  const order = links.map((_, score) => score);
  if (sorted) sortByScore(order, scores);
  return Float64Array.from(order, (score) => deviceLink(scores, score, links[score]!));
}

/** A score behind its link, as float32. */
export function deviceLink(scores: Scores, score: number, link: ValueLink): number {
  return VALUE_LINKS[link.kind](scores, score, link);
}

/** Links of sorted outputs rise, and are one for all: to sort the scores is to sort the outputs. */
function sortByScore(order: number[], scores: Scores): void {
  for (let i = 1; i < order.length; i++) {
    const score = order[i]!;
    let at = i;
    for (; at > 0 && scores.isGreater(order[at - 1]!, score); at--) order[at] = order[at - 1]!;
    order[at] = score;
  }
}

/** How a link's power of two takes distances in units of `unit`. */
export function powerScale({ scale = 1 }: ValueLink, unit: number): BinaryScale {
  return binaryScale(unit * scale * Math.LOG2E, POWER_BITS);
}

type DeviceLink = (scores: Scores, score: number, link: ValueLink) => number;

const VALUE_LINKS: Readonly<Record<ValueLink["kind"], DeviceLink>> = {
  identity: (scores, score, { scale }) =>
    scale === undefined ? scores.asFloat(score) : scores.scaled(score, scale),
  exp: exponential,
  sigmoid,
  log1pexp,
  "signed-square": (scores, score) => scores.signedSquare(score),
  step: (scores, score, { limit }) => (scores.isAbove(score, limit!) ? 1 : 0),
};

function exponential(scores: Scores, score: number, link: ValueLink): number {
  const distance = scores.distance(score);
  const scale = powerScale(link, scores.unit(score));
  if (scores.isNegative(score)) {
    const { mantissa, whole } = negativePower(distance, scale);
    return timesFactor(mantissa, -31 - whole, link);
  }
  const { mantissa, exponent } = positivePower(distance, scale);
  return timesFactor(mantissa, exponent - 31, link);
}

/** A power's factor as multiplier * 2^(exponent - 32), 2^31 <= multiplier < 2^32. */
export function factorParts(factor: number): {
  readonly multiplier: number;
  readonly exponent: number;
} {
  const exponent = exponentOf(factor) + 1;
  return { exponent, multiplier: factor * 2 ** (32 - exponent) };
}

function timesFactor(mantissa: number, exponent: number, { factor }: ValueLink): number {
  if (factor === undefined) return floatOf(mantissa, exponent);
  const parts = factorParts(factor);
  return floatOf(multiplyHigh(mantissa, parts.multiplier), exponent + parts.exponent);
}

export const SIGMOID_BITS = 28;

/** 1 / (1 + e^-s), or where s is negative e^s / (1 + e^s), so that small ones keep their digits. */
function sigmoid(scores: Scores, score: number, link: ValueLink): number {
  const power = negativePower(scores.distance(score), powerScale(link, scores.unit(score)));
  const whole = 2 ** 30 + powerPart(power);
  return scores.isNegative(score)
    ? floatOf(ratio(power.mantissa >>> 1, whole, SIGMOID_BITS), -SIGMOID_BITS - power.whole)
    : floatOf(ratio(2 ** 30, whole, SIGMOID_BITS), -SIGMOID_BITS);
}

const LOG_BITS = 28;
/** ln 2 in units of 2^-32. */
const LN2 = 0xb17217f8;

/** How ln(1 + e^s) takes a positive score in units of `unit`: as it is, in units of 2^-28. */
export function logScale({ scale = 1 }: ValueLink, unit: number): BinaryScale {
  return binaryScale(unit * scale, LOG_BITS);
}

/** max(s, 0) + ln(1 + e^-|s|). */
function log1pexp(scores: Scores, score: number, link: ValueLink): number {
  const distance = scores.distance(score);
  const unit = scores.unit(score);
  const log = log2(2 ** 30 + powerPart(negativePower(distance, powerScale(link, unit))));
  const { multiplier, shift } = logScale(link, unit);
  const linear = (BigInt(distance) * BigInt(multiplier)) >> BigInt(shift);
  const sum = (scores.isNegative(score) ? 0n : linear) + ((BigInt(log) * BigInt(LN2)) >> 32n);
  return floatOfWide(sum, -LOG_BITS);
}

/** log2(y * 2^-30) in units of 2^-28, for 2^30 <= y <= 2^31: squaring y doubles its logarithm. */
function log2(from: number): number {
  let y = from;
  let log = 0;
  for (let bit = 0; bit <= LOG_BITS; bit++) {
    log *= 2;
    if (y >= 2 ** 31) {
      log++;
      y >>>= 1;
    }
    y = Number((BigInt(y) * BigInt(y)) >> 30n);
  }
  return log;
}
