import type { Model } from "../ir/model.ts";
import { classMargin } from "../plan/class-margin.ts";
import { type DecidingHead, scoreLimit } from "../plan/decide.ts";
import type { DeviceResult } from "../plan/evaluate.ts";
import {
  anomalyBound,
  isWithin,
  type OutputBound,
  probabilityBound,
  scoreBounds,
  valueBounds,
} from "../plan/heads/bounds.ts";
import type { Plan } from "../plan/plan.ts";
import type { Mismatch } from "./check-plan.ts";

/** What the trainer's rule answers for a row, behind its leaves. */
export interface ExpectedOutputs {
  readonly raw: Float64Array;
  readonly prediction: number;
  readonly probabilities: Float64Array | undefined;
  readonly values: Float64Array | undefined;
}

/** `margin`: another class, which the promise allows here. */
export type Finding = Omit<Mismatch, "row"> | "margin" | undefined;

/** The first output that differs by more than is promised. */
export function compareOutputs(
  { source, plan }: { readonly source: Model; readonly plan: Plan },
  expected: ExpectedOutputs,
  device: DeviceResult,
): Finding {
  const { head } = plan;
  const scores = scoreBounds(plan);
  const scored = firstOutside(
    source.head.kind === "values" ? "value" : "score",
    [expected.raw, device.raw],
    (score) => ({ absolute: scores[score]!, relative: 0 }),
  );
  if (scored) return scored;
  // Infinite features of linear leaves: the promise is of scores alone.
  if (plan.leaves.linear && !expected.raw.every(Number.isFinite)) return undefined;
  if (head.kind === "values") {
    const bounds = valueBounds(head, plan);
    return firstOutside("value", [expected.values!, device.values!], (i) => bounds[i]!);
  }
  if (device.prediction !== expected.prediction) {
    if (isWithinMargin(plan, head, expected.raw)) return "margin";
    const name = (choice: number) =>
      (head.kind === "classes" && head.labels.names[choice]) || String(choice);
    const what = head.kind === "classes" ? "class" : "label";
    return { what, expected: name(expected.prediction), got: name(device.prediction) };
  }
  if (head.kind === "anomaly") {
    const bound = anomalyBound(head, plan);
    return firstOutside("score", [expected.values!, device.values!], () => bound);
  }
  const absolute = probabilityBound(head, plan);
  return firstOutside("probability", [expected.probabilities!, device.probabilities!], () => ({
    absolute,
    relative: 0,
  }));
}

function firstOutside(
  what: Mismatch["what"],
  [expected, got]: readonly [Float64Array, Float64Array],
  bound: (index: number) => OutputBound,
): Finding {
  const at = expected.findIndex((wanted, i) => !isWithin(got[i]!, wanted, bound(i)));
  return at < 0 ? undefined : { what, expected: String(expected[at]), got: String(got[at]) };
}

/** Whether the promise leaves the class open for these scores. */
function isWithinMargin(plan: Plan, head: DecidingHead, raw: Float64Array): boolean {
  const margin = classMargin(plan, head);
  const limit = scoreLimit(head);
  if (margin === 0) return false;
  if (limit) return Math.abs(raw[0]! - limit.value) <= margin;
  const [best, second] = Array.from(raw).sort((a, b) => b - a);
  return best! - (second ?? Number.NEGATIVE_INFINITY) <= margin;
}
