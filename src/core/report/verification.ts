import { counted, toCount } from "../text/numbers.ts";
import { labelled } from "./screen.ts";

/** What a comparison found, ready to be printed. */
export interface VerificationFacts {
  readonly boundaryRows: number;
  readonly givenRows: number;
  readonly total: number;
  readonly seed: number;
  readonly mismatches: number;
  /** Rows whose class the stated bound leaves open, and which differ. */
  readonly withinMargin: number;
  /** "gcc 12"; absent where the C did not run. */
  readonly compiler?: string;
}

/** "verified 4,312 rows: trainer's rule = plan = gcc 12, 0 mismatches" */
export function verifiedLine(facts: VerificationFacts): string {
  const { boundaryRows, givenRows, total, seed, mismatches, withinMargin, compiler } = facts;
  const rows = counted(boundaryRows + givenRows, "row", "rows");
  const sides = ["trainer's rule", "plan", ...(compiler ? [compiler] : [])].join(" = ");
  const text = [
    `${rows}: ${sides}, ${counted(mismatches, "mismatch", "mismatches")}`,
    ...(withinMargin > 0 ? [`${toCount(withinMargin)} within the stated margin`] : []),
    ...(total > boundaryRows ? [`a sample of ${toCount(total + givenRows)} by seed ${seed}`] : []),
    ...(compiler ? [] : ["the C did not run: no compiler here (apt-get install gcc)"]),
  ];
  return labelled("verified", text.join("; "));
}

/** "trainer  120 rows: expected answers = trainer's rule on the numbers given, 0 mismatches" */
export function expectedLine(rows: number, mismatched: number): string {
  const sides = "expected answers = trainer's rule on the numbers given";
  return labelled(
    "trainer",
    `${counted(rows, "row", "rows")}: ${sides}, ${counted(mismatched, "mismatch", "mismatches")}`,
  );
}

/** What rounding the user's numbers to the device's type does by itself; nothing to mend. */
export function roundingLine(
  moved: { readonly leaves: number; readonly classes?: number },
  rows: number,
  type: string,
): string {
  const classes = moved.classes === undefined ? "" : `, ${toCount(moved.classes)} another class`;
  return labelled(
    "rounding",
    `${toCount(moved.leaves)} of ${counted(rows, "row", "rows")} reach another leaf by rounding to ${type} alone${classes}`,
  );
}

export function mismatchLine(row: string, what: string, expected: string, got: string): string {
  return labelled("", `${row}, ${what}: expected ${expected}, got ${got}`);
}
