import { fail } from "../diagnostics/diagnostic.ts";
import { nearest } from "../text/nearest.ts";
import type { Board, Core, Framework, Targets } from "./target.ts";

/** A framework with the board it is built for. */
export interface Target {
  readonly framework: Framework;
  readonly board: Board;
  readonly core: Core;
  /** Whether the board is the framework's default, not the user's choice. */
  readonly defaulted: boolean;
}

/** Looks a target up; an unknown id lists the near ones. */
export function findTarget(
  targets: Targets,
  frameworkId: string,
  boardId: string | undefined,
): Target {
  const framework = targets.frameworks[frameworkId];
  if (framework === undefined) {
    fail("targets/unknown-framework", {
      id: frameworkId,
      near: nearest(frameworkId, Object.keys(targets.frameworks)),
    });
  }
  const id = boardId ?? framework.defaultBoard;
  const board = targets.boards[id];
  if (board === undefined) {
    fail("targets/unknown-board", { id, near: nearest(id, Object.keys(targets.boards)) });
  }
  const core = targets.cores[board.core]!;
  if (!framework.constants.includes(core.constants)) {
    fail("targets/board-not-in-framework", { board: id, framework: frameworkId });
  }
  return { framework, board, core, defaulted: boardId === undefined };
}
