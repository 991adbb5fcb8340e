import type { Board } from "../targets/target.ts";
import { counted, toCount } from "../text/numbers.ts";
import { labelled } from "./screen.ts";
import { mismatchLine } from "./verification.ts";

/** What a run on a board's emulated core found. */
export interface BoardFacts {
  readonly board: string;
  readonly proof: Board["proof"];
  readonly compiler: string;
  /** Why it did not run; the rest is then absent. */
  readonly notRun?: string;
  readonly emulator?: string;
  readonly rows?: number;
  /** Rows there are; more than `rows` where those are a sample. */
  readonly total?: number;
  /** Optimisation levels besides the board's own. */
  readonly levels?: readonly string[];
  readonly mismatches?: number;
  /** The first rows that differ. */
  readonly first?: readonly {
    readonly row: number;
    readonly what: string;
    readonly expected: string;
    readonly got: string;
  }[];
  /** Why the run did not end well. */
  readonly failure?: string;
}

/** What a proof word says of a run. */
const PROOF_WORDS: Readonly<Record<Board["proof"], string>> = {
  "exact-core": "this very core",
  "same-isa": "the same instruction set",
  "compile-only": "compiled only",
};

/** "uno      4,312 rows: plan = avr-gcc on avr8js (this very core), 0 mismatches" */
export function boardLines(facts: BoardFacts, seed: number): readonly string[] {
  const { board, proof, compiler, notRun, failure, levels = [] } = facts;
  if (notRun !== undefined) return [labelled(board, `not run: ${notRun}`)];
  const { emulator, rows = 0, total = 0, mismatches = 0, first = [] } = facts;
  const text = [
    `${counted(rows, "row", "rows")}: plan = ${compiler} on ${emulator} (${PROOF_WORDS[proof]}), ${counted(mismatches, "mismatch", "mismatches")}`,
    ...(levels.length > 0 ? [`at ${levels.join(" ")}`] : []),
    ...(total > rows ? [`a sample of ${toCount(total)} by seed ${seed}`] : []),
    ...(failure === undefined ? [] : [failure]),
  ];
  return [
    labelled(board, text.join("; ")),
    ...first.map(({ row, what, expected, got }) =>
      mismatchLine(`row ${row + 1}`, what, expected, got),
    ),
  ];
}
