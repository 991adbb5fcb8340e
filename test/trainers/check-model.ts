import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CompileResult, compile } from "../../src/core/compile.ts";
import { type Diagnostic, DiagnosticError } from "../../src/core/diagnostics/diagnostic.ts";
import { readModel } from "../../src/core/frontends/index.ts";
import { type Evaluation, evaluate } from "../../src/core/ir/evaluate.ts";
import { createBatchEvaluator } from "../../src/core/ir/evaluate-batch.ts";
import type { Model } from "../../src/core/ir/model.ts";
import { verifyModel } from "../../src/core/ir/verify.ts";
import { type CompileOptions, DEFAULT_OPTIONS } from "../../src/core/options.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { checkPlan } from "../../src/core/verify/check-plan.ts";
import { compareAnswers } from "../../src/core/verify/compare-answers.ts";
import { seededRandom } from "../../src/core/verify/random.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import type { HostCompiler } from "../../src/node/host-compiler.ts";
import { buildForHost, hostPackageOf } from "../../src/node/verify-host.ts";
import type { FixtureFacts, Vectors } from "../support/fixtures.ts";
import { disagreements, startingAsTrainer } from "../support/trainer-rows.ts";
import type { Trained, Trainer } from "./trainer-process.ts";

/** Where mlc and the trainer part, in the order of looking. */
export type Stage = "refusal" | "start" | "evaluate" | "batch" | "compile" | "plan" | "C";

/** The first stage at which they part, and how. */
export interface Fault {
  readonly stage: Stage;
  readonly what: readonly string[];
  /** Rows of `vectors` that show it. */
  readonly rows: readonly number[];
  readonly vectors: Vectors;
}

export type Verdict =
  | { readonly kind: "same"; readonly rows: number }
  | { readonly kind: "refused"; readonly code: string }
  | ({ readonly kind: "failed" } & Fault);

/** Fewer would not be a comparison. */
const LEAST_ROWS = 200;

/**
 * Compares the trainer with the reader's model, row by row and in a batch, with the plan and with
 * compiled C, on the trainer's rows and on rows at the model's own thresholds.
 */
export async function checkModel(
  seed: number,
  trained: Trained,
  folder: string,
  { trainer, compiler }: { readonly trainer: Trainer; readonly compiler: HostCompiler | undefined },
): Promise<Verdict> {
  const { vectors, facts, refused } = trained;
  const failed = (stage: Stage, what: readonly string[]): Verdict => ({
    ...{ kind: "failed", stage, what, rows: [], vectors },
  });
  if (vectors.rows.length < LEAST_ROWS) {
    return failed("refusal", [`the trainer takes only ${vectors.rows.length} rows`]);
  }
  let read: Model;
  try {
    read = readTrained(trained, folder);
  } catch (error) {
    const diagnostics = diagnosticsOf(error);
    const asTold = diagnostics.every(({ code }) => code === refused);
    return asTold ? { kind: "refused", code: refused! } : failed("refusal", texts(diagnostics));
  }
  if (refused) return failed("refusal", [`read, and not refused as ${refused}`]);
  const model = startingAsTrainer(read, facts);
  if (typeof model === "string") return failed("start", [model]);
  const apart = compareEvaluators(model, vectors, facts);
  if (apart) return { kind: "failed", ...apart };

  let result: CompileResult;
  try {
    result = compileSomehow(read, seed);
  } catch (error) {
    return failed("compile", texts(diagnosticsOf(error)));
  }
  const { rows: beside } = verificationRows(result, { cap: 1000, seed });
  const more = await trainer.ask(beside, folder);
  const fault =
    compareEvaluators(model, more, facts) ??
    (await comparePlan(result, [...vectors.rows, ...more.rows], compiler));
  if (fault) return { kind: "failed", vectors: more, ...fault };
  return { kind: "same", rows: vectors.rows.length + more.rows.length };
}

/** The trainer's answers with `evaluate`, and that with the batch. */
function compareEvaluators(model: Model, vectors: Vectors, facts: FixtureFacts): Fault | undefined {
  const answers = vectors.rows.map((row) => evaluate(model, row));
  const wrong = disagreements(model, (_, i) => answers[i]!, vectors, facts);
  if (wrong.length > 0) {
    const what = wrong.map((one) => `row ${one.row}: ${one.what}`);
    const rows = [...new Set(wrong.map(({ row }) => row))];
    return { stage: "evaluate", what, rows, vectors };
  }
  const row = differentInBatch(model, vectors.rows, answers);
  return row === undefined
    ? undefined
    : { stage: "batch", what: [`row ${row}`], rows: [row], vectors };
}

/** `evaluate` with the plan, and that with compiled C. */
async function comparePlan(
  result: CompileResult,
  given: readonly Float64Array[],
  compiler: HostCompiler | undefined,
): Promise<Omit<Fault, "vectors"> | undefined> {
  const rows = deviceRows(result, given);
  const { mismatches, results } = checkPlan(result, rows);
  if (mismatches.length > 0) {
    return { stage: "plan", what: mismatches.map((one) => JSON.stringify(one)), rows: [] };
  }
  if (!compiler) return undefined;
  const build = await buildForHost(hostPackageOf(result), resources, { compiler, sanitize: true });
  try {
    const answers = await build.run(rows);
    const compared = compareAnswers(result.plan, { rows, results, answers });
    const what = compared.mismatches.map((one) => JSON.stringify(one));
    if (answers.length !== rows.length)
      what.push(`${answers.length} answers to ${rows.length} rows`);
    return what.length > 0 ? { stage: "C", what, rows: [] } : undefined;
  } finally {
    await build.dispose();
  }
}

/** The model of the first file; others are held to give the same. */
function readTrained({ files, facts }: Trained, folder: string): Model {
  const [file] = files;
  const bytes = new Uint8Array(readFileSync(join(folder, file!)));
  const options = { referenceDtype: facts.referenceDtype ?? "f64" };
  return verifyModel(readModel({ name: file!, bytes }, options));
}

function diagnosticsOf(error: unknown): readonly Diagnostic[] {
  if (!(error instanceof DiagnosticError)) throw error;
  return error.diagnostics;
}

function texts(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

const PLANS: Partial<CompileOptions>[] = [
  {},
  { layout: "branches" },
  { layout: "packed", encoding: "bits" },
  { layout: "packed", encoding: "rank" },
  { sums: "exact" },
  { sums: "bounded" },
];

const MISFITS = ["plan/does-not-fit", "plan/no-bounded-sums", "plan/exact-blend"];

/** With one of the plans, or with the best where that does not fit. */
function compileSomehow(model: Model, seed: number): CompileResult {
  const random = seededRandom(seed);
  const pinned = PLANS[Math.floor(random() * PLANS.length)]!;
  const missing = random() < 0.7 ? "exact" : "auto";
  const options = { ...DEFAULT_OPTIONS, target: "generic", name: "m", missing } as const;
  try {
    return compile(model, { ...options, ...pinned }, resources);
  } catch (error) {
    const codes: readonly string[] = diagnosticsOf(error).map(({ code }) => code);
    if (codes.some((code) => MISFITS.includes(code))) {
      return compile(model, options, resources);
    }
    throw error;
  }
}

/** The first row that a batch answers otherwise than `evaluate`. */
function differentInBatch(
  model: Model,
  rows: readonly Float64Array[],
  answers: readonly Evaluation[],
): number | undefined {
  const width = model.inputs.features.length;
  const flat = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) flat.set(row, i * width);
  const batch = createBatchEvaluator(model).run(flat, rows.length);
  const isSame = (expected: Float64Array | undefined, given: Float64Array | undefined, i: number) =>
    expected === undefined ||
    expected.every((value, k) => Object.is(value, given?.[i * expected.length + k]));
  const index = answers.findIndex(
    ({ raw, probabilities, values, prediction }, i) =>
      !isSame(raw, batch.raw, i) ||
      !isSame(probabilities, batch.probabilities, i) ||
      !isSame(values, batch.values, i) ||
      !Object.is(prediction, batch.predictions[i]),
  );
  return index < 0 ? undefined : index;
}

/** What the device sees of the rows: float32, and finite if the plan asks for that. */
function deviceRows({ plan }: CompileResult, rows: readonly Float64Array[]): Float64Array[] {
  const narrow = rows.map((row) => Float64Array.from(row, Math.fround));
  if (plan.missing === "exact") return narrow;
  return narrow.filter((row) => !row.some(Number.isNaN));
}
