import { exp, expf } from "../math.ts";
import type { ClassHead, Decision } from "./model.ts";

/** Index of the first largest element. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** The class that raw scores decide for; `winner` is the predictor's own. */
export function decideClass(decide: Decision, raw: ArrayLike<number>, winner: number): number {
  switch (decide.kind) {
    case "argmax":
      return argmax(raw);
    case "threshold":
      return (decide.compare === "ge" ? raw[0]! >= decide.value : raw[0]! > decide.value) ? 1 : 0;
    case "winner":
      return winner;
  }
}

/**
 * Raw scores to class probabilities, in the trainer's type; exp is correctly rounded here, where
 * trainers use their libm's (1 ulp) or NumPy's vector code (2 ulp).
 */
export function linkProbabilities(head: ClassHead, raw: ArrayLike<number>): Float64Array {
  switch (head.link) {
    case "identity":
      return Float64Array.from(raw);
    case "sigmoid": {
      const x = raw[0]! * (head.linkScale ?? 1);
      const p = head.type === "f32" ? sigmoid32(x) : sigmoid64(x);
      return Float64Array.of(head.type === "f32" ? Math.fround(1 - p) : 1 - p, p);
    }
    case "softmax":
      return head.type === "f32" ? softmax32(raw) : softmax64(raw);
  }
}

/** scikit-learn: scipy's expit, equal to 1 / (1 + exp(-x)). */
function sigmoid64(x: number): number {
  return 1 / (1 + exp(-x));
}

/** XGBoost: 1 / (1 + expf(min(-x, 88.7))) in float32. */
export function sigmoid32(x: number): number {
  return Math.fround(1 / Math.fround(1 + expf(Math.min(-x, Math.fround(88.7)))));
}

function softmax64(raw: ArrayLike<number>): Float64Array {
  const most = raw[argmax(raw)]!;
  const result = Float64Array.from(raw, (score) => exp(score - most));
  let sum = 0;
  for (const e of result) sum += e;
  return result.map((e) => e / sum);
}

/** XGBoost: float32 exponentials, summed in double, divided by the sum rounded to float32. */
function softmax32(raw: ArrayLike<number>): Float64Array {
  const most = raw[argmax(raw)]!;
  const result = Float64Array.from(raw, (score) => expf(Math.fround(score - most)));
  let sum = 0;
  for (const e of result) sum += e;
  return result.map((e) => Math.fround(e / Math.fround(sum)));
}
