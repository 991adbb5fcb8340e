import type { Problems } from "../diagnostics/diagnostic.ts";
import type { Model } from "../ir/model.ts";
import type { NumberType } from "../ir/number-type.ts";

export interface PassContext {
  /** The type of the numbers that the device passes in: "f32" or an integer type. */
  readonly inputType: Exclude<NumberType, "f64">;
  /** `exact`: NaN takes the trainer's way; `finite`: rows hold no NaN. */
  readonly missing: "exact" | "finite";
  readonly problems: Problems;
}

/**
 * One rewrite of the model. The same reference back means nothing changed.
 *
 * - `check` reports and returns the model as it came.
 * - `lower` changes the input domain: for every x of the new one, evaluation equals that of the
 *   model before on the same numbers. Cannot be skipped.
 * - `simplify` keeps every evaluation bit for bit.
 */
export interface Pass {
  readonly name: string;
  readonly kind: "check" | "lower" | "simplify";
  run(model: Model, context: PassContext): Model;
}
