import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CompileResult, compile } from "../../src/core/compile.ts";
import { DiagnosticError } from "../../src/core/diagnostics/diagnostic.ts";
import { readModel } from "../../src/core/frontends/index.ts";
import { type Evaluation, evaluate } from "../../src/core/ir/evaluate.ts";
import { createBatchEvaluator } from "../../src/core/ir/evaluate-batch.ts";
import type { Model } from "../../src/core/ir/model.ts";
import { verifyModel } from "../../src/core/ir/verify.ts";
import { type CompileOptions, DEFAULT_OPTIONS } from "../../src/core/options.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { checkPlan } from "../../src/core/verify/check-plan.ts";
import { compareAnswer } from "../../src/core/verify/native-words.ts";
import { seededRandom } from "../../src/core/verify/random.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import type { HostCompiler } from "../../src/node/host-compiler.ts";
import { buildForHost, hostPackageOf } from "../../src/node/verify-host.ts";
import type { Vectors } from "../support/fixtures.ts";
import { disagreements, startingAsTrainer } from "../support/trainer-rows.ts";
import type { Trained, Trainer } from "./trainer-process.ts";

/** Where mlc and the trainer part, in the order of looking. */
export type Stage = "refusal" | "start" | "evaluate" | "batch" | "compile" | "plan" | "C";

export type Verdict =
  | { readonly kind: "same"; readonly rows: number }
  | { readonly kind: "refused"; readonly code: string }
  | {
      readonly kind: "failed";
      readonly stage: Stage;
      readonly what: readonly string[];
      /** Rows of `vectors` that show it. */
      readonly rows: readonly number[];
      readonly vectors: Vectors;
    };

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
  const failed = (
    stage: Stage,
    what: readonly string[],
    rows: readonly number[] = [],
  ): Verdict => ({
    kind: "failed",
    stage,
    what,
    rows,
    vectors,
  });
  let { vectors } = trained;
  if (vectors.rows.length < LEAST_ROWS) {
    return failed("refusal", [`the trainer takes only ${vectors.rows.length} rows`]);
  }
  let read: Model;
  try {
    read = readTrained(trained, folder);
  } catch (error) {
    const codes = codesOf(error);
    if (codes.length === 1 && codes[0] === trained.refused) {
      return { kind: "refused", code: codes[0] };
    }
    return failed("refusal", codes);
  }
  if (trained.refused) return failed("refusal", [`read, and not refused as ${trained.refused}`]);

  let result: CompileResult;
  try {
    result = compileSomehow(read, seed);
  } catch (error) {
    return failed("compile", codesOf(error));
  }
  const { rows: beside } = verificationRows(result, { cap: 1000, seed });
  vectors = joined(vectors, await trainer.ask(beside, folder));

  const model = startingAsTrainer(read, trained.facts);
  if (typeof model === "string") return failed("start", [model]);
  const answers = vectors.rows.map((row) => evaluate(model, row));
  const wrong = disagreements(model, (_, i) => answers[i]!, vectors, trained.facts);
  if (wrong.length > 0) {
    return failed(
      "evaluate",
      wrong.map(({ row, what }) => `row ${row}: ${what}`),
      [...new Set(wrong.map(({ row }) => row))],
    );
  }
  const batch = differentInBatch(model, vectors.rows, answers);
  if (batch !== undefined) return failed("batch", [`row ${batch}`], [batch]);

  const rows = deviceRows(result, vectors.rows);
  const { mismatches, results } = checkPlan(result, rows);
  if (mismatches.length > 0)
    return failed(
      "plan",
      mismatches.map((m) => JSON.stringify(m)),
    );
  if (!compiler) return { kind: "same", rows: vectors.rows.length };
  const build = await buildForHost(hostPackageOf(result), resources, { compiler, sanitize: true });
  try {
    const native = await build.run(rows);
    const different = native.flatMap(
      (answer, i) => compareAnswer(result.plan, rows[i]!, results[i]!, answer) ?? [],
    );
    if (native.length !== rows.length) different.push({ what: "rows", expected: "", got: "" });
    if (different.length > 0)
      return failed(
        "C",
        different.map((d) => JSON.stringify(d)),
      );
  } finally {
    await build.dispose();
  }
  return { kind: "same", rows: vectors.rows.length };
}

/** The model of the first file; others are held to give the same. */
function readTrained({ files, facts }: Trained, folder: string): Model {
  const [file] = files;
  const bytes = new Uint8Array(readFileSync(join(folder, file!)));
  const options = { referenceDtype: facts.referenceDtype ?? "f64" };
  return verifyModel(readModel({ name: file!, bytes }, options));
}

function codesOf(error: unknown): string[] {
  if (!(error instanceof DiagnosticError)) throw error;
  return error.diagnostics.map(({ code }) => code);
}

const PLANS: Partial<CompileOptions>[] = [
  {},
  { layout: "branches" },
  { layout: "packed", encoding: "bits" },
  { layout: "packed", encoding: "rank" },
  { sums: "exact" },
  { sums: "bounded" },
];

/** With one of the plans, or with the best where that does not fit. */
function compileSomehow(model: Model, seed: number): CompileResult {
  const random = seededRandom(seed);
  const pinned = PLANS[Math.floor(random() * PLANS.length)]!;
  const missing = random() < 0.7 ? "exact" : "auto";
  const options = { ...DEFAULT_OPTIONS, target: "generic", name: "m", missing } as const;
  try {
    return compile(model, { ...options, ...pinned }, resources);
  } catch (error) {
    const codes = codesOf(error);
    if (codes.includes("plan/does-not-fit") || codes.includes("plan/no-bounded-sums")) {
      return compile(model, options, resources);
    }
    throw error;
  }
}

function joined(a: Vectors, b: Vectors): Vectors {
  return {
    features: a.features,
    rows: [...a.rows, ...b.rows],
    raw: [...a.raw, ...b.raw],
    p: [...a.p, ...b.p],
    v: [...a.v, ...b.v],
    predictions: [...a.predictions, ...b.predictions],
  };
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
