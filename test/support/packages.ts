import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { type CompileResult, compile } from "../../src/core/compile.ts";
import { type Diagnostic, DiagnosticError } from "../../src/core/diagnostics/diagnostic.ts";
import { readModel } from "../../src/core/frontends/index.ts";
import type { Model } from "../../src/core/ir/model.ts";
import { type CompileOptions, DEFAULT_OPTIONS } from "../../src/core/options.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { modelFiles, readFacts, readFixtureFile } from "./fixtures.ts";

/** A fixture's model, by its first file. */
export function readFixtureModel(fixture: string): Model {
  const [file] = modelFiles(fixture, readFacts(fixture));
  return readModel({ name: file!, bytes: readFixtureFile(fixture, file!) });
}

/** Compiles with the defaults and these options. */
export function compileModel(
  model: Model,
  options: Partial<CompileOptions> & Pick<CompileOptions, "target">,
): CompileResult {
  return compile(model, { ...DEFAULT_OPTIONS, name: "gearbox", ...options }, resources);
}

/** What says that a pinned plan cannot hold a model. */
const MISFITS = [
  "plan/does-not-fit",
  "plan/no-bounded-sums",
  "plan/exact-blend",
  "plan/no-probabilities",
];

/** The same, or undefined where the pinned plan cannot hold the model, and only then. */
export function compileIfFits(
  model: Model,
  options: Partial<CompileOptions> & Pick<CompileOptions, "target">,
): CompileResult | undefined {
  try {
    return compileModel(model, options);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    if (!error.diagnostics.every(isMisfit)) throw error;
    return undefined;
  }
}

/** A random sum may also be too large for ln(1 + e^s). */
function isMisfit({ code, message }: Diagnostic): boolean {
  return MISFITS.includes(code) || message.includes("behind ln(1 + e^s)");
}

export function writeFiles(folder: string, { files }: Pick<CompileResult, "files">): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "mlc-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
