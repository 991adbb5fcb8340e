import type { ClassHead } from "../../ir/model.ts";
import type { Scores } from "../scores.ts";
import {
  type BinaryScale,
  binaryScale,
  CLASS_BITS,
  expNegative,
  RATIO_UNIT,
  ratio,
} from "./exp.ts";
import { linkFactor } from "./link-factor.ts";

/** A link that takes exponentials of scores. */
export function isExponential({ link }: ClassHead): boolean {
  return link === "sigmoid" || link === "sigmoids" || link === "softmax";
}

/** How the exponential of a class head takes distances in units of `unit`. */
export function classScale(head: ClassHead, unit: number): BinaryScale {
  return binaryScale(unit * Math.LOG2E * linkFactor(head, 0)!, CLASS_BITS);
}

/** Probabilities as emitted, float32; `complement` is 1 less the score as the sum's type has it. */
export function deviceProbabilities(
  head: ClassHead,
  scores: Scores,
  prediction: number,
): Float64Array {
  switch (head.link) {
    case "identity":
      return Float64Array.from({ length: scores.count }, (_, score) => scores.asFloat(score));
    case "complement":
      return Float64Array.of(scores.complement(0), scores.asFloat(0));
    case "step":
      return Float64Array.of(1 - prediction, prediction);
    case "sigmoid": {
      const positive = sigmoidPart(head, scores, 0);
      return Float64Array.of((2 ** 24 - positive) * RATIO_UNIT, positive * RATIO_UNIT);
    }
    case "sigmoids":
      return Float64Array.from(
        { length: scores.count },
        (_, score) => sigmoidPart(head, scores, score) * RATIO_UNIT,
      );
    case "softmax":
      return Float64Array.from(softmaxParts(head, scores), (part) => part * RATIO_UNIT);
  }
}

/** In units of 2^-24. */
export function sigmoidPart(head: ClassHead, scores: Scores, score: number): number {
  const scale = classScale(head, scores.unit(score));
  const small = expNegative(scores.distance(score), scale);
  const likely = ratio(2 ** 30, 2 ** 30 + small);
  return scores.isNegative(score) ? 2 ** 24 - likely : likely;
}

/** One a class, in units of 2^-24. */
export function softmaxParts(head: ClassHead, scores: Scores): readonly number[] {
  const scale = classScale(head, scores.unit(0));
  const best = scores.best();
  const parts = Array.from({ length: scores.count }, (_, score) =>
    expNegative(scores.distance(best, score), scale),
  );
  let whole = parts.reduce((sum, part) => sum + part, 0);
  let shift = 0;
  for (; whole >= 2 ** 31; shift++) whole = Math.floor(whole / 2);
  return parts.map((part) => ratio(part >>> shift, whole));
}
