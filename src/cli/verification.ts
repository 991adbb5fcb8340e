import { fail } from "../core/diagnostics/diagnostic.ts";
import type { VerificationFacts } from "../core/report/verification.ts";
import { mismatchesOf, type Verification } from "../node/verify-package.ts";

/** A comparison as facts for the screen and for `--json`. */
export function verificationFacts(verification: Verification): VerificationFacts {
  const { boundaryRows, givenRows, total, seed, plan, host } = verification;
  return {
    boundaryRows,
    givenRows,
    total,
    seed,
    mismatches: mismatchesOf(verification),
    withinMargin: plan.withinMargin,
    ...(host ? { compiler: host.compiler.label } : {}),
  };
}

/** Exit 4 with the first row that differs. @throws DiagnosticError */
export function throwIfMismatched({ plan, host }: Verification): void {
  const [first] = plan.mismatches;
  if (first !== undefined) {
    const { row, what, expected, got, at } = first;
    fail("verify/mismatch", {
      sides: "trainer's rule and plan",
      mismatched: plan.mismatched,
      rows: plan.rows,
      first: `row ${row}, ${what}: expected ${expected}, got ${got}${at ? ` (${at})` : ""}`,
    });
  }
  if (host === undefined || host.mismatched === 0) return;
  const native = host.mismatches[0];
  fail("verify/mismatch", {
    sides: `plan and ${host.compiler.label}`,
    mismatched: host.mismatched,
    rows: host.rows,
    first: native
      ? `row ${native.row}, ${native.what}: expected ${native.expected}, got ${native.got}`
      : "rows without an answer",
  });
}
