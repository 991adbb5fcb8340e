import type { MapStep, Step } from "../../src/core/ir/model.ts";

/** The steps that make columns one by one. */
export function mapSteps(steps: readonly Step[]): readonly MapStep[] {
  return steps.filter((step) => step.kind === "map");
}
