import {
  type AnomalyHead,
  type ClassHead,
  type Model,
  scoresOf,
  type ValueLink,
} from "../../ir/model.ts";
import { ulp32 } from "../../math.ts";
import { anomalySlope, linkSlope } from "../heads/slopes.ts";
import type { OutputsWanted } from "../plan.ts";
import type { SumRange } from "./summary.ts";

/** A classifier's outputs stay within this part of their range. */
const PART_OF_RANGE = 2 ** -16;

/**
 * Largest error of each raw score that keeps every wanted output within 2^-16 of its range (classes,
 * anomalies) or one float32 ulp at its largest magnitude (values), unless `maxError` says otherwise.
 */
export function allowedErrors(
  { head, predictor }: Model,
  range: SumRange,
  {
    outputs,
    maxError,
  }: { readonly outputs: OutputsWanted; readonly maxError?: number | undefined },
): Float64Array {
  const same = new Float64Array(predictor.scores);
  if (maxError !== undefined) return same.fill(maxError);
  if (head.kind === "blend") {
    // Averages of values are one sum by now.
    if (head.how === "average") return same;
    for (const { head: own, firstScore } of head.members) {
      const scores = { from: firstScore, to: firstScore + scoresOf(own) };
      const part = {
        ...range,
        low: range.low.subarray(scores.from, scores.to),
        high: range.high.subarray(scores.from, scores.to),
      };
      const wanted = head.how === "soft" ? "probability" : "class";
      same.fill(choiceError(own, part, wanted) / 2, scores.from, scores.to);
    }
    return same;
  }
  if (head.kind === "choices") return same.fill(spanOf(range));
  if (head.kind !== "values") return same.fill(choiceError(head, range, outputs));
  return same.map((_, score) => {
    const error = VALUE_ERRORS[head.links[score]!.kind](range.reach[score]!, head.links[score]!);
    // An output beyond float32 has no ulp there: nothing but the trainer's own sum will do.
    return Number.isFinite(error) ? error : 0;
  });
}

/** A part of the widest score's range. */
function spanOf({ low, high }: SumRange): number {
  return Math.max(...high.map((most, score) => most - low[score]!)) * PART_OF_RANGE;
}

function choiceError(
  head: ClassHead | AnomalyHead,
  range: SumRange,
  outputs: OutputsWanted,
): number {
  const span = spanOf(range);
  const linked = PART_OF_RANGE / (head.kind === "anomaly" ? anomalySlope(head) : linkSlope(head));
  // An anomaly detector's decision value is its only linked output.
  if (outputs === "class") return span;
  if (head.kind === "anomaly") return linked;
  if (outputs === "decision") return span;
  return outputs === "probability" ? linked : Math.min(span, linked);
}

/** Of a score of at most `reach`; e^x has a relative error, so its score's is an ulp of 1 or more. */
const VALUE_ERRORS: Readonly<
  Record<ValueLink["kind"], (reach: number, link: ValueLink) => number>
> = {
  identity: (reach, { scale = 1 }) => ulp32(reach * scale) / Math.abs(scale),
  exp: (reach, { scale = 1 }) => Math.max(ulp32(reach * scale), 2 ** -23) / scale,
  sigmoid: (_, { scale = 1 }) => 2 ** -21 / scale,
  log1pexp: (reach, { scale = 1 }) => ulp32(Math.max(1, reach * scale)) / scale,
  "signed-square": (reach) => ulp32(reach * reach) / (2 * (reach || 1)),
  // Nothing but the trainer's own sum tells every side.
  step: () => 0,
};
