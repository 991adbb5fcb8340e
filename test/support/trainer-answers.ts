import type { CompileResult } from "../../src/core/compile.ts";
import { evaluate } from "../../src/core/ir/evaluate.ts";
import { labelsOf } from "../../src/core/ir/model.ts";
import {
  compareOutputs,
  type ExpectedOutputs,
  scoresExpected,
} from "../../src/core/verify/compare-outputs.ts";
import type { NativeAnswer } from "../../src/core/verify/native-words.ts";
import { toNumber, type Vectors } from "./fixtures.ts";

/** A row as a device takes it, and what the trainer answered. */
export interface TrainerRow {
  readonly row: Float64Array;
  readonly expected: ExpectedOutputs;
}

/**
 * The trainer's rows as binary32, without those that it would lead to other leaves: doubles beside a
 * threshold. Not finite ones only where the package takes them.
 */
export function trainerRows({ source, plan }: CompileResult, vectors: Vectors): TrainerRow[] {
  return vectors.rows.flatMap((given, i) => {
    const row = given.map(Math.fround);
    if (plan.missing === "finite" && !row.every(Number.isFinite)) return [];
    const [own, rounded] = [evaluate(source, given).leaves, evaluate(source, row).leaves];
    if (own.some((leaf, tree) => leaf !== rounded[tree])) return [];
    return [{ row, expected: outputsOf(source, vectors, i) }];
  });
}

function outputsOf({ head }: CompileResult["source"], vectors: Vectors, i: number) {
  const [raw, p, v] = [vectors.raw[i]!, vectors.p[i]!, vectors.v[i]!];
  const labels = labelsOf(head);
  const text = vectors.predictions[i]!;
  return {
    raw,
    prediction: labels ? labels.names.indexOf(text) : toNumber(text),
    probabilities: labels && (p.length > 0 ? p : raw),
    values: labels ? undefined : v.length > 0 ? v : raw,
  };
}

/** What compiled C answers otherwise than the trainer, beyond the header's promise; labels never. */
export function wrongForTrainer(
  result: CompileResult,
  { expected }: TrainerRow,
  answer: NativeAnswer,
): string | undefined {
  // Scores are no output of some heads: nothing of them is compared.
  const unseen = () => scoresExpected(result.source, result.plan, expected).map(Math.fround);
  const found = compareOutputs(result, expected, {
    ...answer,
    raw: answer.raw.length > 0 ? answer.raw : unseen(),
    payloads: new Int32Array(),
  });
  if (found === undefined) return undefined;
  if (found === "margin") return `class is ${answer.prediction}, not ${expected.prediction}`;
  return `${found.what} is ${found.got}, not ${found.expected}`;
}
