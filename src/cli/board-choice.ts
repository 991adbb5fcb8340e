import { fail } from "../core/diagnostics/diagnostic.ts";
import { isMachine } from "../core/report/screen.ts";
import type { Board, Core, EmulatorSpec, Targets } from "../core/targets/target.ts";
import { nearest } from "../core/text/nearest.ts";

/** A board on a command line, with what runs its code here. */
export interface ChosenBoard {
  readonly board: Board;
  readonly core: Core;
  /** Absent where its code is only compiled. */
  readonly emulator?: EmulatorSpec;
}

/** Stands for every board but the machine that mlc runs on. */
export const ALL_BOARDS = "all";

/** The boards that `--board` names, each once. @throws DiagnosticError on an unknown one */
export function chosenBoards(ids: readonly string[], targets: Targets): readonly ChosenBoard[] {
  const known = Object.values(targets.boards).map((board) => chosen(board, targets));
  const wanted = ids.flatMap((id) => {
    if (id === ALL_BOARDS) return known.filter(({ board }) => !isMachine(board));
    const found = known.find(({ board }) => board.id === id);
    if (found) return [found];
    const near = nearest(id, [ALL_BOARDS, ...Object.keys(targets.boards)]);
    return fail("targets/unknown-board", { id, near });
  });
  return [...new Set(wanted)];
}

function chosen(board: Board, { cores }: Targets): ChosenBoard {
  const core = cores[board.core]!;
  const emulator = board.emulator ?? core.emulator;
  return { board, core, ...(emulator ? { emulator } : {}) };
}

/** Collects a repeated option. */
export function repeated(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** "uno", "uno (3 of 35)" */
export function placeOf(chosen: ChosenBoard, boards: readonly ChosenBoard[]): string {
  const { id } = chosen.board;
  return boards.length === 1 ? id : `${id} (${boards.indexOf(chosen) + 1} of ${boards.length})`;
}
