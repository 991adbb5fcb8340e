import type { CompileResult } from "../compile.ts";
import { Problems } from "../diagnostics/diagnostic.ts";
import { lowerDomain } from "../passes/index.ts";
import { boundaryRows } from "./vectors.ts";

export interface VerificationRows {
  /** One row of input-type values each. */
  readonly rows: readonly Float64Array[];
  /** Boundary rows that the model has; more than `rows` where the cap made it a sample. */
  readonly total: number;
  readonly seed: number;
}

/**
 * Boundary rows of the model before and after simplification, so that a split that a pass removed
 * wrongly is still probed on both sides.
 */
export function verificationRows(
  { source, lowered, plan }: Pick<CompileResult, "source" | "lowered" | "plan">,
  { cap, seed }: { readonly cap: number; readonly seed: number },
): VerificationRows {
  const context = { inputType: plan.inputType, missing: plan.missing, problems: new Problems() };
  const whole = boundaryRows(lowerDomain(source, context), { cap: Math.ceil(cap / 2), seed });
  const simplified = boundaryRows(lowered, { cap: Math.floor(cap / 2), seed: seed + 1 });
  const rows = [...whole.rows, ...simplified.rows];
  return { rows, total: whole.total + simplified.total, seed };
}
