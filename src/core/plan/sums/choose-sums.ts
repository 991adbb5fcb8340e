import { fail } from "../../diagnostics/diagnostic.ts";
import type { Model } from "../../ir/model.ts";
import type { CompileOptions } from "../../options.ts";
import {
  type StoredLeaves,
  storeIntegers,
  storeMedian,
  storeReals,
  storeVotes,
} from "../leaf-table.ts";
import type { SumPlan } from "../plan.ts";
import { allowedError, quantiseLeaves } from "./integer.ts";
import { divisorOf, summariseSums } from "./summary.ts";

/** A way to sum, with each way its leaves can be stored. */
export interface SumChoice {
  readonly sum: SumPlan;
  readonly leaves: StoredLeaves;
}

type SumOptions = Pick<CompileOptions, "sums" | "outputs" | "maxError">;

/**
 * The sums that the options allow. `auto`: integers where their class is proven or their error
 * within bounds, else the trainer's own arithmetic.
 */
export function chooseSums(model: Model, options: SumOptions): readonly SumChoice[] {
  const { combine, roots, scores } = model.predictor;
  if (combine.kind === "vote") {
    const unit = Math.fround(1 / roots.length);
    return [{ sum: { kind: "vote", classes: scores, unit }, leaves: storeVotes(model) }];
  }
  if (combine.kind === "median") return [{ sum: { kind: "median" }, leaves: storeMedian(model) }];
  if (options.sums === "certified") fail("plan/certified-sums", {});
  const range = summariseSums(model.predictor);
  const { linear } = model.predictor.leaves;
  if (linear && options.sums === "bounded") fail("plan/unbounded-leaves", {});
  if (options.sums !== "exact" && !linear) {
    const allowed = allowedError(model, range, options.outputs, options.maxError);
    const quantised = quantiseLeaves(model, range, allowed);
    if (quantised !== undefined) {
      const kinds =
        model.predictor.leaves.stride === 1 ? (["inline", "pool"] as const) : (["pool"] as const);
      return kinds.map((kind) => ({
        sum: quantised.sum,
        leaves: storeIntegers(model, range, quantised, kind),
      }));
    }
    if (options.sums === "bounded") fail("plan/no-bounded-sums", { allowed });
  }
  const sum: SumPlan = {
    kind: "real",
    type: combine.accumulator,
    base: combine.base,
    firstScore: model.predictor.firstScore,
    divisor: divisorOf(model),
  };
  return [{ sum, leaves: storeReals(model, range, combine.accumulator) }];
}
