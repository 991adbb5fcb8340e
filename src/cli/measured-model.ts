import type { CompileResult } from "../core/compile.ts";
import { DiagnosticError, diagnostic, fail } from "../core/diagnostics/diagnostic.ts";
import { isMachine } from "../core/report/screen.ts";
import { resources } from "../core/resources.generated.ts";
import type { Settings } from "../core/settings/table.ts";
import type { EmulatorSpec } from "../core/targets/target.ts";
import type { LoadedModel } from "../node/load-model.ts";
import type { PackageFolder } from "../node/package-folder.ts";
import { addToReport, type BoardReport } from "../node/report-file.ts";
import { type HostPackage, hostPackageOf } from "../node/verify-host.ts";
import { type ChosenBoard, chosenBoards } from "./board-choice.ts";
import type { Invocation } from "./command.ts";
import { compileLoaded, loadInvocation } from "./compiled.ts";
import { packageOnDisk } from "./package-on-disk.ts";
import { report, type Terminal } from "./terminal.ts";

/** A model on the boards that it is to be measured on. */
export interface MeasuredModel {
  /** For the board that it was compiled for, or the first one asked for. */
  readonly result: CompileResult;
  readonly boards: readonly ChosenBoard[];
  /** Of the package's and the command line's settings. */
  readonly limits: Pick<Settings, "maxFlash" | "maxRam" | "maxStack" | "maxCycles">;
  /** Where the argument was a package: its files are measured as they are, on every board. */
  readonly opened?: PackageFolder;
  /** The model compiled for a board, and the files to measure there. */
  packageFor(board: ChosenBoard): { readonly result: CompileResult; readonly pack: HostPackage };
}

/** Reads model and boards of a command line. @throws DiagnosticError */
export async function openMeasured(
  terminal: Terminal,
  invocation: Invocation,
): Promise<MeasuredModel> {
  const { board, ...options } = invocation.options;
  const asked = (board ?? []) as readonly string[];
  refuseMachine(chosenBoards(asked, resources.targets));
  const loaded = await loadInvocation(terminal, { ...invocation, options });
  const { settings, package: opened } = loaded;
  if (opened) {
    const result = compileLoaded(loaded);
    const pack = packageOnDisk(terminal, result, opened);
    const boards = boardsToMeasure(asked, result.target.board.id);
    return { result, boards, limits: settings, opened, packageFor: () => ({ result, pack }) };
  }
  const boards = boardsToMeasure(asked, settings.board);
  const compileFor = (id: string) => compileWithin(loaded, { ...settings, board: id });
  return {
    result: compileFor(boards[0]!.board.id),
    boards,
    limits: settings,
    packageFor: (each) => {
      const result = compileFor(each.board.id);
      return { result, pack: hostPackageOf(result) };
    },
  };
}

/** As a compile would; where nothing keeps to the limits, what it would choose without them. */
function compileWithin(loaded: LoadedModel, settings: Settings): CompileResult {
  const result = compileLoaded({ ...loaded, settings });
  if (result.problems.every(({ code }) => code !== "plan/over-budget")) return result;
  const { maxFlash: _, maxRam: __, maxStack: ___, maxCycles: ____, ...others } = settings;
  return compileLoaded({ ...loaded, settings: others });
}

/** The boards asked for, else the one that the model is for. */
function boardsToMeasure(
  asked: readonly string[],
  own: string | undefined,
): readonly ChosenBoard[] {
  const ids = asked.length > 0 || own === undefined ? asked : [own];
  const boards = chosenBoards(ids, resources.targets);
  if (boards.length === 0) fail("board/which", {});
  refuseMachine(boards);
  return boards;
}

/** Nothing is learned of a board on the machine that mlc runs on. */
function refuseMachine(boards: readonly ChosenBoard[]): void {
  if (boards.some(({ board }) => isMachine(board))) fail("board/this-machine", {});
}

/** Notes results in the package's report; a model file has none. */
export function noteResults(
  opened: PackageFolder | undefined,
  found: readonly (BoardReport & { readonly id: string })[],
): void {
  if (opened === undefined || found.length === 0) return;
  const boards = found.map(({ id, ...report }) => [id, report] as const);
  addToReport(opened, Object.fromEntries(boards));
}

/** Names the boards whose runs did not end well; whether there are any. */
export function reportFailures(
  terminal: Terminal,
  facts: readonly {
    readonly board: string;
    readonly failed?: boolean;
    readonly notSeen?: string;
    readonly notMeasured?: string;
  }[],
): boolean {
  const failed = facts.filter((each) => each.failed);
  report(
    terminal,
    failed.map(({ board, notSeen, notMeasured }) =>
      diagnostic("board/run-failed", { board, failure: notSeen ?? notMeasured ?? "" }),
    ),
  );
  return failed.length > 0;
}

/** Codes of what a user can install. */
const MISSING: readonly string[] = ["board/no-compiler", "board/no-emulator"];
const TOO_SMALL = "board/too-small";

/** Why a board did not run: what to install, or that the program does not fit. */
export interface Absence {
  readonly missing: string;
  readonly install?: string;
  readonly tooLarge?: true;
}

/** What `work` gives, or why the board cannot do it. @throws all other errors */
export async function orMissing<T>(work: () => Promise<T>): Promise<T | Absence> {
  try {
    return await work();
  } catch (error) {
    const [first] = error instanceof DiagnosticError ? error.diagnostics : [];
    if (first?.code === TOO_SMALL) return { missing: first.message, tooLarge: true };
    if (first === undefined || !MISSING.includes(first.code)) throw error;
    return { missing: first.message, ...(first.hint ? { install: first.hint } : {}) };
  }
}

/** An absence as the facts of a board have it. */
export function notMeasured(absence: Absence): { notMeasured: string; install?: string } {
  return { notMeasured: absence.missing, ...toInstall(absence) };
}

export function toInstall({ install }: Absence): { install?: string } {
  return install === undefined ? {} : { install };
}

/** "avr8js", "qemu rv32" */
export function emulatorName({ kind, cpu, machine }: EmulatorSpec): string {
  return kind === "qemu" ? `qemu ${cpu?.split(",")[0] ?? machine}` : kind;
}
