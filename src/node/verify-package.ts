import type { CompileResult } from "../core/compile.ts";
import type { Resources } from "../core/resources.ts";
import { checkPlan, type PlanCheck } from "../core/verify/check-plan.ts";
import { verificationRows } from "../core/verify/rows.ts";
import { findHostCompiler } from "./host-compiler.ts";
import { type HostPackage, type HostVerification, verifyOnHost } from "./verify-host.ts";

/** Boundary rows that a compile looks at; `verify --rows` takes more. */
export const DEFAULT_ROWS = 20_000;
export const DEFAULT_SEED = 1;

export interface VerifyOptions {
  readonly cap: number;
  readonly seed: number;
  /** The user's rows, values of the input type; compared after the boundary rows. */
  readonly given: readonly Float64Array[];
}

/** One comparison of trainer's rule, plan and compiled C, all on the same rows. */
export interface Verification {
  /** Rows made from the model, then the user's. */
  readonly boundaryRows: number;
  readonly givenRows: number;
  /** Boundary rows the model has; more than `boundaryRows` where they are a sample. */
  readonly total: number;
  readonly seed: number;
  readonly plan: PlanCheck;
  /** Absent where this machine has no C compiler. */
  readonly host?: HostVerification;
}

/** Runs the comparison; `pack` holds the files to compile, fresh or from disk. */
export async function verifyPackage(
  result: CompileResult,
  pack: HostPackage,
  resources: Resources,
  { cap, seed, given }: VerifyOptions,
): Promise<Verification> {
  const boundary = verificationRows(result, { cap, seed });
  const rows = [...boundary.rows, ...given];
  const plan = checkPlan(result, rows);
  const compiler = await findHostCompiler();
  const host = compiler
    ? await verifyOnHost(pack, resources, { compiler, rows, results: plan.results })
    : undefined;
  return {
    boundaryRows: boundary.rows.length,
    givenRows: given.length,
    total: boundary.total,
    seed,
    plan,
    ...(host ? { host } : {}),
  };
}

export function mismatchesOf({ plan, host }: Verification): number {
  return plan.mismatched + (host?.mismatched ?? 0);
}
