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
  /** Of these, the last so many are the user's. */
  readonly given?: number;
  /** Rows there are; more than `rows` where those are a sample. */
  readonly total?: number;
  /** What installs what was missing. */
  readonly install?: string;
  /** Whether the program is larger than the board. */
  readonly tooLarge?: true;
  /** Optimisation levels that ran in place of the board's own. */
  readonly levels?: readonly string[];
  /** Levels at which the program is larger than the board. */
  readonly tooLargeAt?: readonly string[];
  /** The first level that differs; the mismatches are its. */
  readonly differsAt?: string;
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

/** "uno      4,312 rows: plan = avr-gcc on avr8js (this very core), 0 mismatches", a line a board. */
export function boardLines(boards: readonly BoardFacts[], seed: number): readonly string[] {
  const width = Math.max(0, ...boards.map(({ board }) => board.length));
  return boards.flatMap((facts) => [
    labelled(facts.board.padEnd(width), boardText(facts, seed)),
    ...(facts.first ?? []).map(({ row, what, expected, got }) =>
      mismatchLine(rowText(row, facts), what, expected, got),
    ),
  ]);
}

function rowText(row: number, { rows = 0, given = 0 }: BoardFacts): string {
  const made = rows - given;
  return row < made ? `boundary row ${row + 1}` : `row ${row - made + 1}`;
}

function boardText(facts: BoardFacts, seed: number): string {
  const { proof, compiler, notRun, failure, levels = [], tooLargeAt = [], differsAt } = facts;
  if (notRun !== undefined) return `not run: ${notRun}`;
  const { emulator, rows = 0, total = 0, mismatches = 0 } = facts;
  return [
    `${counted(rows, "row", "rows")}: plan = ${compiler} on ${emulator} (${PROOF_WORDS[proof]}), ${counted(mismatches, "mismatch", "mismatches")}${differsAt ? ` at ${differsAt}` : ""}`,
    ...(levels.length > 0 ? [`at ${levels.join(" ")}`] : []),
    ...(tooLargeAt.length > 0 ? [`too large at ${tooLargeAt.join(" ")}`] : []),
    ...(total > rows ? [`a sample of ${toCount(total)} by seed ${seed}`] : []),
    ...(failure === undefined ? [] : [failure]),
  ].join("; ");
}
