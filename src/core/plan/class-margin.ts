import type { ClassHead } from "../ir/model.ts";
import type { Plan } from "./plan.ts";

/**
 * A trainer that takes the largest of probabilities rounded to float32 (XGBoost's wrapper) can see
 * a tie, and so the lower index, where the scores differ by less than this.
 */
const ROUNDED_TIE = 2 ** -22;

/**
 * How near to each other the two best scores (or the score to its threshold) must lie for the
 * device's class to be open; 0 where it is the trainer's on every input.
 */
export function classMargin({ sum }: Pick<Plan, "sum">, head: ClassHead): number {
  const rounded = head.link === "softmax" && head.type === "f32" ? ROUNDED_TIE : 0;
  if (sum.kind !== "integer" || sum.proven) return rounded;
  // Each of two scores may be off.
  return rounded + (head.decide.kind === "threshold" ? 1 : 2) * sum.sumBound;
}
