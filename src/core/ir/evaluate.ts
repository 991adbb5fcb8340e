import { applyHead } from "./apply-head.ts";
import type { Model } from "./model.ts";
import { isIntegerType, roundTo } from "./number-type.ts";
import { evaluateForest } from "./predictors/forest/evaluate.ts";
import { applySteps } from "./steps.ts";

/** What the trainer's library answers for one row. */
export interface Evaluation {
  /** Scores before the link. */
  readonly raw: Float64Array;
  /** The leaf pool's row that each tree reached. */
  readonly leaves: Int32Array;
  /** Class index, the (first) value, or 1 and -1 for normal and anomaly. */
  readonly prediction: number;
  readonly probabilities?: Float64Array;
  /** What a regression gives, one number an output; an anomaly detector's decision value. */
  readonly values?: Float64Array;
}

/**
 * The reference predictor: re-states the trainer's arithmetic, in its types and order. `row` holds
 * one number a feature, values of `model.inputs.domain`.
 */
export function evaluate(model: Model, row: ArrayLike<number>): Evaluation {
  const { raw, leaves, winner } = evaluateForest(model.predictor, applySteps(model.steps, row));
  return { raw, leaves, ...applyHead(model.head, raw, winner) };
}

/** A row of doubles as the model's input type would hold it: what a device sees. */
export function toDomain(model: Model, row: ArrayLike<number>): Float64Array {
  const { domain } = model.inputs;
  return Float64Array.from(row, (x) =>
    isIntegerType(domain) ? Math.trunc(x) : roundTo(domain, x),
  );
}
