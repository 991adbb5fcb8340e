import type { CompileResult } from "../core/compile.ts";
import type { BoardFacts } from "../core/report/board-verification.ts";
import { resources } from "../core/resources.generated.ts";
import { checkPlan } from "../core/verify/check-plan.ts";
import { verificationRows } from "../core/verify/rows.ts";
import { compilerFor } from "../node/emulators/cross-build.ts";
import { type BoardVerification, verifyOnBoard } from "../node/emulators/run-on-board.ts";
import type { HostPackage } from "../node/verify-host.ts";
import type { ChosenBoard } from "./board-choice.ts";
import { emulatorName, orMissing } from "./measured-model.ts";

/** Cycles or instructions that one emulated run may take, by the plan's estimate. */
const BUDGET = 6e8;

/** How far `--thorough` goes: every level that a user's build may choose. */
const LEVELS = ["-O0", "-O1", "-O2", "-O3", "-Os"];

export interface BoardsToVerify {
  readonly boards: readonly ChosenBoard[];
  /** The model compiled for a board, and the files to run there. */
  packageFor(board: ChosenBoard): { readonly result: CompileResult; readonly pack: HostPackage };
  readonly cap: number;
  readonly seed: number;
  readonly given: readonly Float64Array[];
  readonly thorough: boolean;
  /** Called before each board. */
  readonly begins: (board: ChosenBoard) => void;
}

/** Runs each board's package on its emulated core; a board that cannot run says why. */
export async function verifyBoards(job: BoardsToVerify): Promise<readonly BoardFacts[]> {
  const facts: BoardFacts[] = [];
  for (const board of job.boards) {
    job.begins(board);
    facts.push(await verifyBoard(board, job));
  }
  return facts;
}

async function verifyBoard(chosen: ChosenBoard, job: BoardsToVerify): Promise<BoardFacts> {
  const { board, core, emulator } = chosen;
  const compiler = emulator ? compilerFor(core, emulator) : core.compiler;
  const about = { board: board.id, proof: board.proof, compiler };
  if (emulator === undefined) return { ...about, notRun: "no emulator here runs its core" };
  const { result, pack } = job.packageFor(chosen);
  const most = Math.floor(BUDGET / Math.max(1, result.plan.estimate.meanCount));
  const cap = Math.max(100, Math.min(job.cap, most));
  const boundary = verificationRows(result, { cap, seed: job.seed });
  const rows = [...boundary.rows, ...job.given];
  const { results } = checkPlan(result, rows);
  const runs: BoardVerification[] = [];
  const ran = await orMissing(async () => {
    for (const level of job.thorough ? LEVELS : [undefined]) {
      const flags = level === undefined ? {} : { flags: [level] };
      runs.push(
        await verifyOnBoard(pack, resources, { core, board, emulator, rows, results, ...flags }),
      );
    }
    return {};
  });
  if ("missing" in ran) return { ...about, notRun: ran.missing };
  const worst = runs.find(({ mismatched }) => mismatched > 0) ?? runs[0]!;
  return {
    ...about,
    emulator: emulatorName(emulator),
    rows: rows.length,
    total: boundary.total + job.given.length,
    levels: job.thorough ? LEVELS : [],
    mismatches: worst.mismatched,
    first: worst.mismatches.slice(0, 3),
    ...(worst.failure ? { failure: worst.failure } : {}),
  };
}
