import type { CompileResult } from "../core/compile.ts";
import { isAnswerColumn } from "../core/data/expected.ts";
import { DiagnosticError, fail } from "../core/diagnostics/diagnostic.ts";
import { type BoardFacts, boardLines } from "../core/report/board-verification.ts";
import { installLines } from "../core/report/install.ts";
import { isMachine, labelled, modelLine } from "../core/report/screen.ts";
import {
  expectedLine,
  mismatchLine,
  roundingLine,
  verifiedLine,
} from "../core/report/verification.ts";
import { resources } from "../core/resources.generated.ts";
import type { Settings } from "../core/settings/table.ts";
import { counted } from "../core/text/numbers.ts";
import { hostPackageOf } from "../node/verify-host.ts";
import { mismatchesOf, type Verification, verifyPackage } from "../node/verify-package.ts";
import { ALL_BOARDS, chosenBoards, placeOf } from "./board-choice.ts";
import type { Invocation } from "./command.ts";
import { compileLoaded, loadInvocation } from "./compiled.ts";
import { refuseStdinTwice } from "./data-input.ts";
import { checkExpected, type ExpectedCheck, type GivenRows, readGivenRows } from "./given-rows.ts";
import { noteResults } from "./measured-model.ts";
import { countOption } from "./options.ts";
import { packageOnDisk } from "./package-on-disk.ts";
import { withProgress } from "./progress.ts";
import { printJson, type Terminal } from "./terminal.ts";
import { verificationFacts } from "./verification.ts";
import { verifyBoards } from "./verify-boards.ts";

const JSON_VERSION = 1;

/** Compares trainer's answers, trainer's rule, plan and compiled C; 4 where any two differ. */
export async function runVerify(terminal: Terminal, invocation: Invocation): Promise<number> {
  const { board, ...options } = invocation.options;
  const ids = (board ?? []) as readonly string[];
  const asked = chosenBoards(ids, resources.targets);
  // This machine always runs it.
  const boards = asked.filter(({ board }) => !isMachine(board));
  const cap = countOption("--rows", options.rows, 100);
  const seed = countOption("--seed", options.seed, 0);
  refuseStdinTwice(invocation);
  const loaded = await loadInvocation(terminal, { ...invocation, options });
  const result = withinLimits(compileLoaded(loaded), loaded.settings);
  const opened = loaded.package;
  const pack = opened ? packageOnDisk(terminal, result, opened) : hostPackageOf(result);
  const given = await givenRows(terminal, result, invocation);
  const expected = await expectedCheck(terminal, result, invocation, given);
  const rows = { cap, seed, given: given?.forDevice ?? [] };
  const { verification, onBoards } = await withProgress(terminal, async (progress) => {
    progress.show("running on this machine");
    const verification = await verifyPackage(result, pack, resources, rows);
    const onBoards = await verifyBoards({
      ...rows,
      boards,
      // A package on disk is what runs, on every board; a model is compiled for each.
      packageFor: ({ board: { id } }) => {
        if (opened) return { result, pack };
        const settings = { ...loaded.settings, board: id };
        const own = withinLimits(compileLoaded({ ...loaded, settings }), settings);
        return { result: own, pack: hostPackageOf(own) };
      },
      thorough: options.thorough === true,
      begins: (board) => progress.show(`running on ${placeOf(board, boards)}`),
    });
    return { verification, onBoards };
  });
  const facts = verificationFacts(verification);
  noteResults(
    opened,
    onBoards.filter(({ notRun }) => !notRun).map((verified) => ({ id: verified.board, verified })),
  );
  if (options.json) {
    printJson(terminal, {
      format: "mlc-verify",
      version: JSON_VERSION,
      name: result.name,
      ...facts,
      planMismatches: verification.plan.mismatches,
      hostMismatches: verification.host?.mismatches ?? [],
      ...(expected ? { expected } : {}),
      ...(given ? { rounding: given.moved } : {}),
      ...(boards.length > 0 ? { boards: onBoards } : {}),
    });
  } else {
    const lines = [
      modelLine(result),
      ...(expected ? expectedLines(expected, result.source.steps.length > 0) : []),
      verifiedLine(facts),
      ...boardLines(onBoards, seed),
      ...deviceMismatches(verification),
      ...(given ? leftOutLines(given) : []),
      ...(given ? [roundingLine(given.moved, given.rows.length, result.plan.inputType)] : []),
      ...installLines(onBoards),
    ];
    for (const line of lines) terminal.stdout.write(`${line}\n`);
  }
  const different =
    mismatchesOf(verification) +
    (expected?.mismatched ?? 0) +
    onBoards.reduce((sum, { mismatches = 0, failure }) => sum + mismatches + (failure ? 1 : 0), 0);
  if (different > 0) return 4;
  if (asked.length > boards.length && verification.host === undefined) return 6;
  return exitOfAbsences(onBoards, ids.includes(ALL_BOARDS));
}

/**
 * A plan that keeps to the limits given, if there are any; whether it fits a board is found by
 * linking. @throws DiagnosticError
 */
function withinLimits(result: CompileResult, settings: Settings): CompileResult {
  const { maxFlash, maxRam, maxStack, maxCycles } = settings;
  const limited = [maxFlash, maxRam, maxStack, maxCycles].some((limit) => limit !== undefined);
  if (limited && result.problems.some(({ severity }) => severity === "error"))
    throw new DiagnosticError(result.problems);
  return result;
}

/** A board asked for by name must run; "all" takes what this machine has, if that is anything. */
function exitOfAbsences(boards: readonly BoardFacts[], all: boolean): number {
  const absent = boards.filter(({ notRun }) => notRun !== undefined);
  if (absent.length === 0 || (all && absent.length < boards.length)) return 0;
  return absent.every(({ tooLarge }) => tooLarge) ? 5 : 6;
}

async function givenRows(
  terminal: Terminal,
  result: CompileResult,
  { options }: Invocation,
): Promise<GivenRows | undefined> {
  if (options.data === undefined) return undefined;
  return readGivenRows(terminal, result, {
    data: options.data as string,
    header: options.header !== false,
    // One table may hold rows and answers.
    ignore: options.ignoreExtra === true ? () => true : isAnswerColumn(result.source),
  });
}

async function expectedCheck(
  terminal: Terminal,
  result: CompileResult,
  { options }: Invocation,
  given: GivenRows | undefined,
): Promise<ExpectedCheck | undefined> {
  if (options.expected === undefined) return undefined;
  if (given === undefined) fail("command/needs", { option: "--expected", needs: "--data <csv>" });
  const expected = options.expected as string;
  return checkExpected(terminal, result, given.rows, {
    expected,
    ignoreExtra: options.ignoreExtra === true,
  });
}

function expectedLines(
  { rows, mismatched, mismatches }: ExpectedCheck,
  scaled: boolean,
): readonly string[] {
  const dtype = labelled("", "was predict given float32? then --reference-dtype float32");
  return [
    expectedLine(rows, mismatched),
    ...(mismatched > 0 && scaled ? [dtype] : []),
    ...mismatches.map(({ row, column, expected, got }) =>
      mismatchLine(`row ${row}`, column, expected, got),
    ),
  ];
}

function leftOutLines({ rows, forDevice }: GivenRows): readonly string[] {
  const count = rows.length - forDevice.length;
  if (count === 0) return [];
  const text = `${counted(count, "row", "rows")} with missing values not given to the device (--missing finite)`;
  return [labelled("left out", text)];
}

function deviceMismatches({ plan, host, boundaryRows }: Verification): readonly string[] {
  const where = (row: number) =>
    row < boundaryRows ? `boundary row ${row + 1}` : `row ${row - boundaryRows + 1}`;
  return [
    ...plan.mismatches.map(({ row, what, expected, got, at }) =>
      mismatchLine(where(row), `plan's ${what}`, expected, at ? `${got} (${at})` : got),
    ),
    ...(host?.mismatches ?? []).map(({ row, what, expected, got }) =>
      mismatchLine(where(row), `${host!.compiler.label}'s ${what}`, expected, got),
    ),
  ];
}
