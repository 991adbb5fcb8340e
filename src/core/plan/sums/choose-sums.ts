import { fail } from "../../diagnostics/diagnostic.ts";
import { type Model, scoresOf, type ValueLink } from "../../ir/model.ts";
import { oneAccumulator, type SumCombine } from "../../ir/predictors/forest/forest.ts";
import { largest } from "../../math.ts";
import type { CompileOptions } from "../../options.ts";
import { type FoldedBlend, foldBlend } from "../fold-blend.ts";
import { type AverageHead, averageOf } from "../heads/average.ts";
import {
  type StoredLeaves,
  storeIntegers,
  storeMedian,
  storeReals,
  storeVotes,
} from "../leaf-table.ts";
import type { DeviceHead, SumPlan } from "../plan.ts";
import { allowedErrors } from "./allowed-error.ts";
import { quantiseLeaves } from "./integer.ts";
import type { SummingModel } from "./quantise.ts";
import { realSum } from "./real.ts";
import { type SumRange, summariseSums } from "./summary.ts";

/** A way to sum, with each way its leaves can be stored. */
export interface SumChoice {
  readonly sum: SumPlan;
  /** No raw score is larger than this, one number a score. */
  readonly reach: Float64Array;
  readonly leaves: StoredLeaves;
  /** Absent: the model's own. */
  readonly head?: DeviceHead;
}

type SumOptions = Pick<CompileOptions, "sums" | "outputs" | "maxError">;

/**
 * The sums that the options allow. `auto`: integers where their class is proven or their error
 * within bounds, else the trainer's own arithmetic.
 */
export function chooseSums(model: Model, options: SumOptions): readonly SumChoice[] {
  const { combine, roots, scores, leaves } = model.predictor;
  if (combine.kind === "vote") {
    const sum: SumPlan = { kind: "vote", classes: scores, unit: Math.fround(1 / roots.length) };
    return [{ sum, reach: new Float64Array(scores).fill(1), leaves: storeVotes(model) }];
  }
  if (combine.kind === "median") {
    const reach = Float64Array.of(largest(leaves.values.map(Math.abs)));
    const { weights, type } = combine;
    const weighted = weights && roots.length > 1 ? { weights, ...(type ? { type } : {}) } : {};
    const sum: SumPlan = { kind: "median", ...weighted };
    return [{ sum, reach, leaves: storeMedian(model) }];
  }
  if (options.sums === "certified") fail("plan/certified-sums", {});
  const blend = model.head.kind === "blend" ? model.head : undefined;
  const folded = options.sums === "exact" ? undefined : foldBlend(model);
  if (folded) return foldedChoices(folded, options);
  if (blend && (blend.how === "average" || options.sums === "exact")) {
    const average = averageOf(blend, oneAccumulator(combine));
    if (average) return averageChoices(model, combine, { average, options });
    if (blend.how === "average") refuseAverage(options);
  }
  if (leaves.linear && options.sums === "bounded") fail("plan/unbounded-leaves", {});
  const range = summariseSums(model.predictor, combine);
  refuseImprobable(model, range);
  if (model.head.kind === "values") refuseOverflow(model.head.links, range);
  const summing = { model, combine, range };
  const allowed = allowedErrors(model, range, options);
  if (options.sums !== "exact" && !leaves.linear) {
    const integers = integerChoices(summing, allowed, options.sums);
    if (integers !== undefined) return integers;
  }
  const reach = leaves.linear ? range.reach.map(() => Number.POSITIVE_INFINITY) : range.reach;
  const type = oneAccumulator(combine);
  if (type === undefined && options.sums === "exact") fail("plan/exact-blend", {});
  if (type === undefined) fail("plan/no-bounded-sums", { allowed: Math.min(...allowed) });
  const sum = realSum(model, { ...combine, accumulator: type }, reach);
  return [{ sum, reach, leaves: storeReals(model, range, type) }];
}

/** Members of a blend whose scores are taken for probabilities must have such scores. */
function refuseImprobable({ head }: Model, { low, high }: SumRange): void {
  if (head.kind !== "blend" || head.how !== "soft") return;
  for (const { head: own, firstScore } of head.members) {
    if (own.link !== "identity") continue;
    const end = firstScore + scoresOf(own);
    const outside = (x: number) => !(x >= -SLACK && x <= 1 + SLACK);
    if (low.subarray(firstScore, end).some(outside) || high.subarray(firstScore, end).some(outside))
      fail("plan/unsupported", { what: "a blend of scores that are no probabilities" });
  }
}

/** Rounding of a mean of fractions. */
const SLACK = 2 ** -20;

/** The trainer's ln(1 + e^s) is infinite where e^s is; a device's goes on. */
function refuseOverflow(links: readonly ValueLink[], { high }: SumRange): void {
  const overflows = links.some(
    ({ kind, scale = 1 }, score) => kind === "log1pexp" && !(high[score]! * scale < LARGEST_POWER),
  );
  if (overflows)
    fail("plan/unsupported", {
      what: `scores beyond ${LARGEST_POWER} behind ln(1 + e^s), which the trainer answers with infinity`,
    });
}

/** A little below the logarithm of the largest double. */
const LARGEST_POWER = 709;

/** In integers only: no arithmetic of one sum is that of several. */
function foldedChoices(
  { model, combine, head, members, rowOf }: FoldedBlend,
  options: SumOptions,
): readonly SumChoice[] {
  const range = summariseSums(model.predictor, combine);
  // The trainer adds up member by member: its adds round by at most twice as much as one sum's
  // would, and each member has a division, a bias, a product and an add more, all a division.
  const rounded = combine.accumulator === "f32" ? 2 ** -24 : 2 ** -53;
  const rounding = range.rounding.map(
    (own, i) => 2 * own + range.reach[i]! * (4 * members + 4) * rounded,
  );
  const summing = { model, combine, range: { ...range, rounding } };
  const allowed = allowedErrors(model, range, options);
  // What float32 members round by is no fault of the device's sum, and more than what it may add.
  if (combine.accumulator === "f32" && options.maxError === undefined)
    rounding.forEach((trainers, score) => {
      allowed[score]! += trainers;
    });
  const choices = integerChoices(summing, allowed, "bounded");
  return choices!.map(({ leaves, ...choice }) => ({
    ...choice,
    head,
    leaves: { ...leaves, payload: (tree, row) => leaves.payload(tree, rowOf(tree, row)) },
  }));
}

/** The trainer's own sums and average: what its links give has no bound that integers would meet. */
function averageChoices(
  model: Model,
  combine: SumCombine,
  { average, options }: { readonly average: AverageHead; readonly options: SumOptions },
): readonly SumChoice[] {
  if (options.sums === "bounded")
    fail("plan/unsupported", { what: "bounded sums of values averaged behind their links" });
  const range = summariseSums(model.predictor, combine);
  refuseOverflow(average.links, range);
  const { reach } = range;
  const sum = realSum(model, { ...combine, accumulator: average.type }, reach);
  return [{ sum, reach, leaves: storeReals(model, range, average.type), head: average }];
}

function refuseAverage({ sums }: SumOptions): never {
  if (sums === "exact") fail("plan/exact-blend", {});
  fail("plan/unsupported", {
    what: "an average, behind links, of members that are summed in different types",
  });
}

function integerChoices(
  summing: SummingModel,
  allowed: Float64Array,
  sums: SumOptions["sums"],
): readonly SumChoice[] | undefined {
  const { model, range } = summing;
  const quantised = quantiseLeaves(summing, allowed);
  if (quantised !== undefined) {
    const kinds =
      model.predictor.leaves.stride === 1 ? (["inline", "pool"] as const) : (["pool"] as const);
    return kinds.map((kind) => ({
      sum: quantised.sum,
      reach: range.reach,
      leaves: storeIntegers(model, range, quantised, kind),
    }));
  }
  if (sums === "bounded") fail("plan/no-bounded-sums", { allowed: Math.min(...allowed) });
  return undefined;
}
