import type { NormalizeStep, Step } from "../ir/model.ts";
import type { CostTable } from "../targets/target.ts";
import { type AddedCost, FRAME } from "./head-cost.ts";

/** Additions that one column of a norm takes: a quotient is found bit by bit, and so is a root. */
const PER_COLUMN: Readonly<Record<NormalizeStep["norm"], number>> = { l1: 9, l2: 17, max: 9 };

/** The code of a norm with its quotient and root, and of one operation before it, on AVR and Arm. */
const NORM_BYTES = 700;
const OPERATION_BYTES = 26;

/** Steps that mix columns, and the columns that they keep. */
export function priceMixing(
  steps: readonly Step[],
  features: number,
  { add, fixed }: CostTable,
): AddedCost {
  if (steps.length === 0) return { flash: 0, count: 0, stack: 0 };
  const [addFlash, addCount] = add.f32;
  let width = features;
  let widest = 0;
  let additions = 0;
  let operations = 0;
  for (const step of steps) {
    if (step.kind === "map") {
      operations += step.columns.reduce((sum, { chain }) => sum + chain.length, 0);
      width = step.columns.length;
    } else additions += (step.span?.[1] ?? width) * PER_COLUMN[step.norm];
    widest = Math.max(widest, width);
  }
  return {
    flash: fixed.realHelpers[0] + addFlash + NORM_BYTES + operations * OPERATION_BYTES,
    count: (additions + 2 * operations) * addCount,
    stack: 4 * widest + 2 * FRAME,
  };
}
