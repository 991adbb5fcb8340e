import {
  type ChoicesHead,
  type ClassHead,
  labelsOf,
  type Model,
  type SoftBlend,
  scoresOf,
  type ValueHead,
} from "../ir/model.ts";
import { blendMargin, choiceMargin, classMargin } from "../plan/class-margin.ts";
import { type DecidingHead, scoreLimit } from "../plan/decide.ts";
import type { DeviceResult } from "../plan/evaluate.ts";
import type { AverageHead } from "../plan/heads/average.ts";
import {
  anomalyBound,
  averageBounds,
  blendBound,
  isWithin,
  memberScored,
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
  const wanted = scoresExpected(source, plan, expected);
  const scored = firstOutside(
    head.kind === "values" ? "value" : "score",
    [wanted, device.raw],
    (score) => ({ absolute: scores[score]!, relative: 0 }),
  );
  if (scored) return scored;
  // Infinite features of linear leaves: the promise is of scores alone.
  if (plan.leaves.linear && !expected.raw.every(Number.isFinite)) return undefined;
  if (head.kind === "values" || (head.kind === "average" && !head.labels)) {
    const bounds = head.kind === "values" ? valueBounds(head, plan) : averageBounds(head, plan);
    return firstOutside("value", [expected.values!, device.values!], (i) => bounds[i]!);
  }
  if (head.kind === "choices") return compareChoices(plan, head, expected, device);
  if (device.prediction !== expected.prediction) {
    if (isWithinMargin(plan, head, expected, wanted)) return "margin";
    const labels = labelsOf(head)?.names;
    const name = (choice: number) => labels?.[choice] ?? String(choice);
    const what = labels ? "class" : "label";
    return { what, expected: name(expected.prediction), got: name(device.prediction) };
  }
  if (head.kind === "anomaly") {
    const bound = anomalyBound(head, plan);
    return firstOutside("score", [expected.values!, device.values!], () => bound);
  }
  if (head.kind === "blend" && head.how === "hard") return undefined;
  const absolute = probabilityError(plan, head);
  return firstOutside("probability", [expected.probabilities!, device.probabilities!], () => ({
    absolute,
    relative: 0,
  }));
}

function compareChoices(
  plan: Plan,
  { choices }: ChoicesHead,
  expected: ExpectedOutputs,
  device: DeviceResult,
): Finding {
  const margin = choiceMargin(plan);
  const wrong = choices.flatMap(({ firstScore, classes }, output): readonly Finding[] => {
    const [wanted, got] = [expected.values![output]!, device.values![output]!];
    if (wanted === got) return [];
    const own = expected.raw.subarray(firstScore, firstScore + classes.length);
    const what = { what: "label", expected: String(wanted), got: String(got) } as const;
    return margin > 0 && isNear(own, margin) ? ["margin"] : [what];
  });
  return wrong.find((finding) => finding !== "margin") ?? wrong[0];
}

function probabilityError(plan: Plan, head: ClassHead | SoftBlend | AverageHead): number {
  switch (head.kind) {
    case "classes":
      return probabilityBound(head, plan);
    case "blend":
      return blendBound(head, plan);
    case "average":
      return 0;
  }
}

function firstOutside(
  what: Mismatch["what"],
  [expected, got]: readonly [Float64Array, Float64Array],
  bound: (index: number) => OutputBound,
): Finding {
  const at = expected.findIndex((wanted, i) => !isWithin(got[i]!, wanted, bound(i)));
  return at < 0 ? undefined : { what, expected: String(expected[at]), got: String(got[at]) };
}

/** The trainer's numbers that the device's scores stand for: averages are scores of one sum. */
export function scoresExpected(
  { head: own }: Model,
  { head }: Plan,
  expected: ExpectedOutputs,
): Float64Array {
  if (own.kind !== "blend" || head.kind === "blend" || head.kind === "average") return expected.raw;
  return (expected.probabilities ?? expected.values)!;
}

/** Whether the promise leaves the class open for these answers of the trainer's. */
function isWithinMargin(
  plan: Plan,
  head: Exclude<Plan["head"], ValueHead | ChoicesHead>,
  expected: ExpectedOutputs,
  scores: Float64Array,
): boolean {
  if (head.kind === "average") return false;
  if (head.kind === "blend") {
    const margin = blendMargin(plan, head);
    if (head.how === "soft") return isNear(expected.probabilities!, margin);
    return head.members.some((member) => {
      const first = member.firstScore;
      const raw = expected.raw.subarray(first, first + scoresOf(member.head));
      return isOpen(member.head, raw, classMargin(memberScored(plan, member), member.head));
    });
  }
  return isOpen(head, scores, classMargin(plan, head));
}

function isOpen(head: DecidingHead, raw: Float64Array, margin: number): boolean {
  const limit = scoreLimit(head);
  if (margin === 0) return false;
  return limit ? Math.abs(raw[0]! - limit.value) <= margin : isNear(raw, margin);
}

/** Whether the two largest lie within a margin of each other. */
function isNear(numbers: Float64Array, margin: number): boolean {
  const [best, second] = Array.from(numbers).sort((a, b) => b - a);
  return best! - (second ?? Number.NEGATIVE_INFINITY) <= margin;
}
