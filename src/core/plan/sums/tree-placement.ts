import type { SumPlan } from "../plan.ts";

/** Where trees add: all from score 0 on, each round one tree a score, or in an order of their own. */
export type TreePlacement = "one" | "rounds" | "table";

export function treePlacement(sum: SumPlan): TreePlacement {
  if (!("firstScore" in sum) || sum.firstScore.every((first) => first === 0)) return "one";
  const { firstScore, base } = sum;
  const scores = base.length;
  const inTurn =
    firstScore.length % scores === 0 && firstScore.every((first, tree) => first === tree % scores);
  return inTurn ? "rounds" : "table";
}
