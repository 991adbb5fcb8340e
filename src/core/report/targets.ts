import type { Targets } from "../targets/target.ts";
import { toCount } from "../text/numbers.ts";
import { printTable } from "../text/table.ts";
import { isMachine } from "./screen.ts";

/** What each word in the proof column says, for the foot of the table. */
const PROOFS = {
  "exact-core": "an emulator of this very core can run the code",
  "same-isa": "an emulator of another core of the instruction set can",
  "compile-only": "no emulator here; only compilers can judge it",
} as const;

/** Frameworks, then boards. */
export function targetTables({ frameworks, boards, cores }: Targets): readonly string[] {
  const kinds = Object.values(frameworks).map(({ id, label, defaultBoard }) => [
    id,
    defaultBoard,
    label,
  ]);
  const places = Object.values(boards).map((board) => [
    board.id,
    board.core,
    isMachine(board) ? "" : toCount(board.flash),
    isMachine(board) ? "" : toCount(board.ram),
    board.proof,
    `${board.label}; ${cores[board.core]!.label}`,
  ]);
  return [
    ...printTable(["target", "default", ""], kinds, { right: [] }),
    "",
    ...printTable(["board", "core", "flash B", "RAM B", "proof", ""], places, { right: [2, 3] }),
    "",
    ...Object.entries(PROOFS).map(([proof, text]) => `${proof}: ${text}`),
  ];
}
