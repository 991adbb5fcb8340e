import type { CompileResult } from "../core/compile.ts";
import type { BoardFacts } from "../core/report/board-verification.ts";
import { resources } from "../core/resources.generated.ts";
import { checkPlan } from "../core/verify/check-plan.ts";
import { verificationRows } from "../core/verify/rows.ts";
import { sampleOf } from "../core/verify/sample.ts";
import { compilerFor } from "../node/emulators/cross-build.ts";
import { type BoardVerification, verifyOnBoard } from "../node/emulators/run-on-board.ts";
import type { HostPackage } from "../node/verify-host.ts";
import type { ChosenBoard } from "./board-choice.ts";
import { type Absence, emulatorName, orMissing } from "./measured-model.ts";

/** Cycles or instructions that made rows and given ones may each take, by the plan's estimate. */
const BUDGET = 6e8;
const FEWEST_ROWS = 100;

/** Rows of the user's that a board answers, evenly drawn where there are more. */
const MOST_GIVEN = 50_000;

/** How far `--thorough` goes: every level that a user's build may choose. */
const LEVELS = ["-O0", "-O1", "-O2", "-O3", "-Os"];
const OWN_LEVEL = "";

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
  const cap = Math.max(FEWEST_ROWS, Math.min(job.cap, most));
  const boundary = verificationRows(result, { cap, seed: job.seed });
  const given = sampleOf(job.given, Math.max(FEWEST_ROWS, Math.min(MOST_GIVEN, most)), job.seed);
  const rows = [...boundary.rows, ...given];
  const { results } = checkPlan(result, rows);
  const on = { core, board, emulator, rows, results };
  const runs: { readonly level: string; readonly run: BoardVerification | Absence }[] = [];
  for (const level of job.thorough ? LEVELS : [OWN_LEVEL]) {
    const flags = level === OWN_LEVEL ? [] : [level];
    const run = await orMissing(() => verifyOnBoard(pack, resources, { ...on, flags }));
    runs.push({ level, run });
    if ("missing" in run && !run.tooLarge) break;
  }
  const ended = runs.flatMap(({ level, run }) => ("missing" in run ? [] : [{ level, ...run }]));
  const absent = runs.flatMap(({ level, run }) => ("missing" in run ? [{ level, ...run }] : []));
  if (ended.length === 0) {
    const { missing, level: _, ...why } = absent[0]!;
    return { ...about, notRun: missing, ...why };
  }
  const different = ended.find(({ mismatched, failure }) => mismatched > 0 || failure);
  const { level, mismatched, mismatches, failure } = different ?? ended[0]!;
  return {
    ...about,
    emulator: emulatorName(emulator),
    rows: rows.length,
    given: given.length,
    total: boundary.total + job.given.length,
    ...(job.thorough ? { levels: ended.map((each) => each.level) } : {}),
    ...(absent.length > 0 ? { tooLargeAt: absent.map((each) => each.level) } : {}),
    mismatches: mismatched,
    ...(different && level !== OWN_LEVEL ? { differsAt: level } : {}),
    first: mismatches.slice(0, 3),
    ...(failure ? { failure } : {}),
  };
}
