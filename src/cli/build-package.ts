import { isAbsolute, relative, resolve } from "node:path";
import { type CompileResult, compile, type Trace } from "../core/compile.ts";
import { type Diagnostic, DiagnosticError, fail } from "../core/diagnostics/diagnostic.ts";
import { compileScreen, counted, labelled, nextStep, writtenLines } from "../core/report/screen.ts";
import { type VerificationFacts, verifiedLine } from "../core/report/verification.ts";
import { resources } from "../core/resources.generated.ts";
import { toCompileOptions } from "../core/settings/settings.ts";
import { toCount } from "../core/text/numbers.ts";
import { interruptible } from "../node/interrupt.ts";
import { loadModel } from "../node/load-model.ts";
import { planWrite, refuseWrite, type WritePlan, writePackage } from "../node/write-package.ts";
import type { CompileJob } from "./compile-jobs.ts";
import { readStdin, report, say, type Terminal } from "./terminal.ts";
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
  const loaded = await loadModel(job.argument, job.settings, {
    cwd: terminal.cwd,
    stdin: () => readStdin(terminal),
  });
  const facts = { ...loaded.packageFacts, ...job.packageFacts };
  const options = toCompileOptions(loaded.settings, facts, resources.targets);
  const result = compile(loaded.model, options, resources, modes.trace);
  stopAtErrors(result.problems, modes.force);
  report(terminal, result.problems);
  const folder = resolve(terminal.cwd, job.out ?? loaded.package?.folder ?? result.name);
  const shown = shownPath(folder, terminal.cwd);
  const plan = planWrite(folder, result.files);
  if (modes.check) checkFresh(plan, shown);
  else if (!modes.dryRun) refuseWrite(plan, { shown, force: modes.force });
  for (const line of compileScreen(result)) print(line);
  for (const note of result.source.origin.notes) print(labelled("note", note));
  if (modes.check)
    print(labelled("fresh", `${shown} (${counted(plan.files.length, "file", "files")})`));
  else if (modes.dryRun) listFiles(terminal, plan, shown, modes.quiet);
  else {
    await verifyThenWrite(print, result, plan, modes);
    const next = nextStep(result, shown);
    for (const line of writtenLines({ folder: shown, files: plan.files.length, next })) print(line);
  }
  return {
    name: result.name,
    folder: shown,
    target: result.target.framework.id,
    board: result.target.board.id,
    facts: result.facts,
    estimate: result.plan.estimate,
    files: plan.files.map(({ path, text }) => ({ path, bytes: byteLength(text) })),
    written: !modes.check && !modes.dryRun,
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

function listFiles(terminal: Terminal, plan: WritePlan, folder: string, quiet: boolean): void {
  if (quiet) return;
  say(
    terminal,
    labelled("dry run", `${folder} would get ${counted(plan.files.length, "file", "files")}`),
  );
  for (const { path, text } of plan.files) {
    terminal.stdout.write(`${toCount(byteLength(text)).padStart(10)}  ${path}\n`);
  }
}

/** A mismatch ends here, and so does an interruption, before anything is written. */
async function verifyThenWrite(
  print: (line: string) => void,
  result: CompileResult,
  plan: WritePlan,
  { verify }: BuildModes,
): Promise<VerificationFacts | undefined> {
  const verified = verify ? await verifyFresh(result) : undefined;
  print(verified ? verifiedLine(verified) : labelled("not verified", "(--no-verify)"));
  writePackage(plan);
  return verified;
}

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
