import { isAbsolute, relative, resolve } from "node:path";
import { type CompileResult, compile, type Trace } from "../core/compile.ts";
import { type Diagnostic, DiagnosticError, fail } from "../core/diagnostics/diagnostic.ts";
import { compileScreen, labelled, nextStep, writtenLines } from "../core/report/screen.ts";
import { type VerificationFacts, verifiedLine } from "../core/report/verification.ts";
import { resources } from "../core/resources.generated.ts";
import { toCompileOptions } from "../core/settings/settings.ts";
import { counted, toCount } from "../core/text/numbers.ts";
import { interruptible } from "../node/interrupt.ts";
import { writeReport } from "../node/report-file.ts";
import { planWrite, refuseWrite, type WritePlan, writePackage } from "../node/write-package.ts";
import type { CompileJob } from "./compile-jobs.ts";
import { loadArgument } from "./compiled.ts";
import { startProgress } from "./progress.ts";
import { report, say, type Terminal } from "./terminal.ts";
import { throwIfMismatched, verificationFacts } from "./verification.ts";

export interface BuildModes {
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly check: boolean;
  readonly verify: boolean;
  readonly trace: Trace | undefined;
  /** Data is printed instead of the screen. */
  readonly quiet: boolean;
}

/** What `--json` says of a package that was built. */
export interface BuiltPackage {
  readonly name: string;
  readonly folder: string;
  readonly target: string;
  readonly board: string;
  readonly facts: CompileResult["facts"];
  readonly estimate: CompileResult["plan"]["estimate"];
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly written: boolean;
  /** Absent where nothing was verified. */
  readonly verified?: VerificationFacts;
  readonly warnings: readonly Diagnostic[];
}

/** Compiles one model, verifies the result and writes it. @throws DiagnosticError */
export async function buildPackage(
  terminal: Terminal,
  job: CompileJob,
  modes: BuildModes,
): Promise<BuiltPackage> {
  const print = (line: string) => {
    if (!modes.quiet) say(terminal, line);
  };
  const progress = startProgress(terminal);
  const loaded = await loadArgument(terminal, job.argument, job.settings);
  const facts = { ...loaded.packageFacts, ...job.packageFacts };
  const options = toCompileOptions(loaded.settings, facts, resources.targets);
  const result = compile(loaded.model, options, resources, modes.trace);
  stopAtErrors(result.problems, modes.force);
  report(terminal, result.problems);
  const folder = resolve(terminal.cwd, job.out ?? loaded.package?.folder ?? result.name);
  const shown = shownPath(folder, terminal.cwd);
  const plan = planWrite(folder, result.files);
  const writes = !modes.check && !modes.dryRun;
  if (modes.check) checkFresh(plan, shown);
  if (writes) refuseWrite(plan, { shown, force: modes.force });
  for (const line of compileScreen(result)) print(line);
  for (const note of result.source.origin.notes) print(labelled("note", note));
  progress.show("verifying ...");
  const verified = writes && modes.verify ? await verifyFresh(result) : undefined;
  progress.end();
  if (writes) {
    print(verified ? verifiedLine(verified) : labelled("not verified", "(--no-verify)"));
    writePackage(plan);
    const unchanged = plan.stale.length === 0;
    writeReport(folder, { name: result.name, source: loaded.sourcePath, verified, unchanged });
  }
  for (const line of outcomeLines(result, plan, shown, modes)) print(line);
  if (modes.dryRun && !modes.quiet) listFiles(terminal, plan);
  return {
    name: result.name,
    folder: shown,
    target: result.target.framework.id,
    board: result.target.board.id,
    facts: result.facts,
    estimate: result.plan.estimate,
    files: plan.files.map(({ path, text }) => ({ path, bytes: byteLength(text) })),
    written: writes,
    ...(verified ? { verified } : {}),
    warnings: result.problems,
  };
}

/** Over budget ends here, unless it is to be written all the same. */
function stopAtErrors(problems: readonly Diagnostic[], force: boolean): void {
  if (!force && problems.some(({ severity }) => severity === "error")) {
    throw new DiagnosticError(problems);
  }
}

function checkFresh({ stale }: WritePlan, folder: string): void {
  if (stale.length > 0) fail("output/stale", { folder, files: stale });
}

/** The screen's last lines: what became of the folder, and what comes next. */
function outcomeLines(
  result: CompileResult,
  { files }: WritePlan,
  folder: string,
  { check, dryRun }: BuildModes,
): readonly string[] {
  const count = counted(files.length, "file", "files");
  if (check) return [labelled("fresh", `${folder} (${count})`)];
  if (dryRun) return [labelled("dry run", `${folder} would get ${count}`)];
  return writtenLines({ folder, files: files.length, next: nextStep(result, folder) });
}

function listFiles({ stdout }: Terminal, { files }: WritePlan): void {
  for (const { path, text } of files) {
    stdout.write(`${toCount(byteLength(text)).padStart(10)}  ${path}\n`);
  }
}

/** A mismatch ends here, and so does an interruption, before anything is written. */
async function verifyFresh(result: CompileResult): Promise<VerificationFacts> {
  const { verifyPackage, DEFAULT_ROWS, DEFAULT_SEED } = await import("../node/verify-package.ts");
  const { hostPackageOf } = await import("../node/verify-host.ts");
  const options = { cap: DEFAULT_ROWS, seed: DEFAULT_SEED, given: [] };
  const verification = await interruptible(
    () => verifyPackage(result, hostPackageOf(result), resources, options),
    () => {},
  );
  throwIfMismatched(verification);
  return verificationFacts(verification);
}

/** A path as the user would type it: relative below the working folder, else absolute. */
function shownPath(path: string, cwd: string): string {
  const below = relative(cwd, path);
  if (below === "") return ".";
  return below.startsWith("..") || isAbsolute(below) ? path : `./${below.split("\\").join("/")}`;
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, "utf8");
}
