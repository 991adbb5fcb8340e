import type { Diagnostic } from "../core/diagnostics/diagnostic.ts";
import { DiagnosticError } from "../core/diagnostics/diagnostic.ts";
import { type BuildModes, type BuiltPackage, buildPackage } from "./build-package.ts";
import type { Invocation } from "./command.ts";
import { compileJobs } from "./compile-jobs.ts";
import { traceAfter } from "./print-after.ts";
import { printJson, reportFailure, type Terminal } from "./terminal.ts";

const JSON_VERSION = 1;

/** Builds every package asked for; one that fails does not keep the others from being built. */
export async function runCompile(terminal: Terminal, invocation: Invocation): Promise<number> {
  const { options } = invocation;
  const modes: BuildModes = {
    force: options.force === true,
    dryRun: options.dryRun === true,
    check: options.check === true,
    verify: options.verify !== false,
    trace: traceAfter(terminal, options.printAfter as string | undefined),
    quiet: options.json === true,
  };
  const packages: (BuiltPackage | FailedPackage)[] = [];
  let exitCode = 0;
  for (const job of compileJobs(invocation, terminal.cwd)) {
    try {
      packages.push(await buildPackage(terminal, job, modes));
    } catch (error) {
      const code = reportFailure(terminal, error);
      exitCode ||= code;
      const diagnostics = error instanceof DiagnosticError ? error.diagnostics : [];
      packages.push({ model: job.argument, exitCode: code, diagnostics });
    }
  }
  if (options.json) printJson(terminal, { format: "mlc-compile", version: JSON_VERSION, packages });
  return exitCode;
}

interface FailedPackage {
  readonly model: string;
  readonly exitCode: number;
  readonly diagnostics: readonly Diagnostic[];
}
