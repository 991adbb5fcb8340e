import type { BlendHead, ClassBlend, ClassHead } from "../ir/model.ts";
import type { Forest } from "../ir/predictors/forest/forest.ts";
import { unsupportedValues } from "./unsupported-values.ts";

/** What no plan can express of several models in one. */
export function* unsupportedBlend(head: BlendHead, { combine, leaves }: Forest): Generator<string> {
  if (combine.kind !== "sum" || combine.scale !== undefined || leaves.linear)
    yield "a blend of more than plain sums";
  if (head.how === "average") {
    for (const { head: own } of head.members) yield* unsupportedValues(own, combine);
    if (head.members.some(({ head: own }) => own.sorted)) yield "an average of sorted values";
    if (!(head.divisor > 0)) yield WEIGHTS;
    return;
  }
  for (const link of new Set(head.members.map(({ head: own }) => own.link)))
    if (!BLENDED[head.how].has(link)) yield `a blend of classifiers with the link ${link}`;
  if (head.how === "hard") {
    if (head.members.some(({ classes }) => classes))
      yield "votes of models that know fewer classes";
    // A plan finds integers for the weights.
    return;
  }
  const weights = head.members.map(({ weight = 1 }) => weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // Shares then add up to 1.
  const near = head.type === "f32" ? 2 ** -20 : 2 ** -30;
  if (!weights.every((w) => w >= 0) || !(Math.abs(total / head.divisor - 1) < near)) yield WEIGHTS;
}

const PROBABILITIES = ["identity", "sigmoid", "softmax"] as const;
/** A hard vote asks for classes alone. */
const BLENDED: Readonly<Record<ClassBlend["how"], ReadonlySet<ClassHead["link"]>>> = {
  soft: new Set(PROBABILITIES),
  hard: new Set([...PROBABILITIES, "complement", "step"]),
};
const WEIGHTS = "a blend with such weights";
