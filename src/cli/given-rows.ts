import type { CompileResult } from "../core/compile.ts";
import { trimUnknown } from "../core/data/columns.ts";
import { bindExpected, firstDisagreement, isAnswerColumn } from "../core/data/expected.ts";
import { libmSlack } from "../core/data/libm-slack.ts";
import { fail, Problems } from "../core/diagnostics/diagnostic.ts";
import { toDomain } from "../core/ir/evaluate.ts";
import { type BatchResult, createBatchEvaluator } from "../core/ir/evaluate-batch.ts";
import { labelsOf, type Model, outputCount } from "../core/ir/model.ts";
import { readRows } from "../node/csv.ts";
import { type DataOptions, openData, openRows, refuseSeparator } from "./data-input.ts";
import type { Terminal } from "./terminal.ts";

/** The user's rows, as given and as the device sees them. */
export interface GivenRows {
  readonly rows: readonly Float64Array[];
  /** Rounded, without those that the device is promised never to see. */
  readonly forDevice: readonly Float64Array[];
  /** What rounding alone changes. */
  readonly moved: RoundingEffect;
}

export interface RoundingEffect {
  /** Rows that reach another leaf of some tree. */
  readonly leaves: number;
  /** Rows of another class; absent for regressors. */
  readonly classes?: number;
}

/** Reads the rows and rounds them to the device's input type. @throws DiagnosticError */
export async function readGivenRows(
  terminal: Terminal,
  { source, lowered }: CompileResult,
  options: DataOptions,
): Promise<GivenRows> {
  const { table, binding } = await openRows(terminal, source, options);
  const width = source.inputs.features.length;
  const rows: Float64Array[] = [];
  for await (const { values, count } of readRows(table, binding)) {
    for (let i = 0; i < count; i++) rows.push(values.slice(i * width, (i + 1) * width));
  }
  if (rows.length === 0) fail("data/empty", {}, { file: table.file });
  const rounded = rows.map((row) => toDomain(lowered, row));
  const { mayBeMissing } = lowered.inputs;
  return {
    rows,
    forDevice: mayBeMissing ? rounded : rounded.filter((row) => !row.some(Number.isNaN)),
    moved: roundingEffect(source, rows, rounded),
  };
}

function evaluateAll(model: Model, rows: readonly Float64Array[]): BatchResult {
  const width = model.inputs.features.length;
  const flat = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) flat.set(row, i * width);
  return createBatchEvaluator(model).run(flat, rows.length);
}

function roundingEffect(
  model: Model,
  rows: readonly Float64Array[],
  rounded: readonly Float64Array[],
): RoundingEffect {
  const before = evaluateAll(model, rows);
  const after = evaluateAll(model, rounded);
  const trees = model.predictor.roots.length;
  let leaves = 0;
  let classes = 0;
  for (let row = 0; row < rows.length; row++) {
    const first = row * trees;
    const own = before.leaves.subarray(first, first + trees);
    if (own.some((leaf, tree) => leaf !== after.leaves[first + tree])) leaves++;
    if (before.predictions[row] !== after.predictions[row]) classes++;
  }
  return { leaves, ...(labelsOf(model.head) ? { classes } : {}) };
}

/** How the trainer's answers agree with the trainer's rule as mlc has it. */
export interface ExpectedCheck {
  readonly rows: number;
  readonly mismatched: number;
  readonly mismatches: readonly ExpectedMismatch[];
}

export interface ExpectedMismatch {
  /** Row of the data, from 1. */
  readonly row: number;
  readonly column: string;
  readonly expected: string;
  readonly got: string;
}

const KEPT = 20;

/** Compares a table of the trainer's answers with `evaluate(source)` on the doubles given. */
export async function checkExpected(
  terminal: Terminal,
  { source }: CompileResult,
  rows: readonly Float64Array[],
  { expected, ignoreExtra }: { readonly expected: string; readonly ignoreExtra: boolean },
): Promise<ExpectedCheck> {
  const table = await openData(terminal, expected, true);
  const features = new Set(source.inputs.features.map(({ name }) => name));
  const isAnswer = isAnswerColumn(source);
  const isKnown = (name: string) => features.has(name) || isAnswer(name);
  const header = table.first.map((cell) => trimUnknown(cell, isKnown));
  const problems = new Problems(table.file);
  const ignore = (name: string) => ignoreExtra || features.has(name);
  const columns = bindExpected(source, header, { ignore, problems });
  if (problems.all.length > 0) refuseSeparator(table);
  problems.throwIfErrors();
  const { raw, predictions, probabilities, values } = evaluateAll(source, rows);
  const { head, predictor } = source;
  const labels = labelsOf(head)?.names ?? [];
  const outputs = outputCount(head, predictor.scores);
  const part = (all: Float64Array | undefined, at: number, width: number) =>
    all?.subarray(at * width, (at + 1) * width);
  const slack = libmSlack(source);
  const mismatches: ExpectedMismatch[] = [];
  let mismatched = 0;
  let row = 0;
  for await (const { cells } of table.records) {
    const answer = {
      label: labels[predictions[row] ?? -1],
      prediction: predictions[row] ?? Number.NaN,
      raw: part(raw, row, predictor.scores)!,
      probabilities: part(probabilities, row, outputs),
      values: part(values, row, outputs),
    };
    row++;
    if (row > rows.length) continue;
    const found = firstDisagreement(columns, cells, answer, slack);
    if (found === undefined) continue;
    mismatched++;
    const { column, got } = found;
    if (mismatches.length < KEPT) {
      mismatches.push({ row, column: header[column]!, expected: cells[column]!, got });
    }
  }
  if (row !== rows.length) {
    fail("data/row-count", { data: rows.length, expected: row }, { file: table.file });
  }
  return { rows: row, mismatched, mismatches };
}
