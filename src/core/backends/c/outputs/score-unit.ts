import type { Plan } from "../../../plan/plan.ts";

/** What an exponential's distances of a score count. */
export function scoreUnit({ sum }: Plan, score: number): number {
  if (sum.kind === "integer") return sum.units[score]!;
  return sum.kind === "real" ? 2 ** -sum.distanceBits : 1;
}
