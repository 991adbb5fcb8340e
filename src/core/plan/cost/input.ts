import type { Step } from "../../ir/model.ts";
import { takesKeys } from "../layouts/branches.ts";
import type { LayoutInput } from "../layouts/layout.ts";
import type { DeviceHead, InputType, LayoutId, OutputsWanted, SumPlan } from "../plan.ts";
import type { Passes } from "./terms.ts";

/** What decides a candidate's cost, before anything is lowered. */
export interface CostInput extends LayoutInput {
  readonly layout: LayoutId;
  readonly inputType: InputType;
  readonly features: number;
  readonly missing: "exact" | "finite";
  readonly mixing: readonly Step[];
  readonly sum: SumPlan;
  readonly head: DeviceHead;
  readonly outputs: OutputsWanted;
  /** Whether constants may lie where only macros read them. */
  readonly copies: boolean;
}

/** Tests on the paths of one prediction, all trees together: of cuts and of sets. */
export interface Visits {
  readonly cuts: Passes;
  readonly sets: Passes;
}

/** The type of what tests read, and whether NaN takes a way of its own there. */
export function testedInput({ mixing, inputType, missing }: CostInput) {
  return mixing.length > 0
    ? ({ type: "f32", missing: "exact" } as const)
    : { type: inputType, missing };
}

/** Whether features are made into keys first. */
export function isKeyed(input: CostInput): boolean {
  const { missing } = testedInput(input);
  const { encoding, layout, forest } = input;
  return layout === "branches" && takesKeys({ encoding, missing }, forest.roots.length);
}
