import { applyHead } from "./apply-head.ts";
import { evaluate } from "./evaluate.ts";
import { type Head, labelsOf, type Model, outputCount } from "./model.ts";
import { roundTo } from "./number-type.ts";
import { combineLeaves, finishSums } from "./predictors/forest/evaluate.ts";
import { accumulatorOf, type Forest } from "./predictors/forest/forest.ts";
import { BLOCK_ROWS, createBlockWalker } from "./predictors/forest/walk-blocks.ts";
import { applySteps, behindMixing, joinColumns, splitSteps } from "./steps.ts";

/** Results of many rows, row-major. */
export interface BatchResult {
  /** `scores` numbers a row. */
  readonly raw: Float64Array;
  /** Class index or value. */
  readonly predictions: Float64Array;
  /** One number a class and row. */
  readonly probabilities?: Float64Array;
  /** One number an output and row: a regression's values, an anomaly detector's decision value. */
  readonly values?: Float64Array;
  /** The leaf pool's row of each tree and row. */
  readonly leaves: Int32Array;
}

export interface BatchEvaluator {
  /** `rows` holds `count` rows of one number a feature. */
  run(rows: Float64Array, count: number): BatchResult;
}

/** `evaluate` for many rows: the same answers bit for bit, blocked over the node columns. */
export function createBatchEvaluator(model: Model): BatchEvaluator {
  const { taken } = splitSteps(model.steps);
  const evaluator = createWalkingEvaluator(behindMixing(model));
  if (taken.length === 0) return evaluator;
  const width = model.inputs.features.length;
  return {
    run(rows, count) {
      const mixed = Array.from({ length: count }, (_, row) =>
        applySteps(taken, rows.subarray(row * width, (row + 1) * width)),
      );
      return evaluator.run(Float64Array.from(mixed.flatMap((row) => Array.from(row))), count);
    },
  };
}

/** Of a model whose steps all fold. */
function createWalkingEvaluator(model: Model): BatchEvaluator {
  const forest = model.predictor;
  const width = model.inputs.features.length;
  const walker = createBlockWalker(forest, joinColumns(model), width);
  const trees = forest.roots.length;
  const block = new Int32Array((BLOCK_ROWS + 3) * trees);
  return {
    run(rows, count) {
      const result = emptyResult(model, count);
      for (let start = 0; start < count; start += BLOCK_ROWS) {
        const size = Math.min(BLOCK_ROWS, count - start);
        if (walker) walker.walk(rows, start, size, block);
        for (let row = 0; row < size; row++) {
          const features = rows.subarray((start + row) * width, (start + row + 1) * width);
          const leaves = walker
            ? block.subarray(row * trees, (row + 1) * trees)
            : evaluate(model, features).leaves;
          const columns = forest.leaves.linear ? applySteps(model.steps, features) : [];
          result.leaves.set(leaves, (start + row) * trees);
          finishRow(model, { leaves, columns }, start + row, result);
        }
      }
      return result;
    },
  };
}

function emptyResult({ predictor, head }: Model, count: number): BatchResult {
  const outputs = new Float64Array(count * outputCount(head, predictor.scores));
  return {
    raw: new Float64Array(count * predictor.scores),
    predictions: new Float64Array(count),
    leaves: new Int32Array(count * predictor.roots.length),
    ...outputsOf(head, outputs),
  };
}

/** Votes of members have no probabilities. */
function outputsOf(head: Head, outputs: Float64Array) {
  if (head.kind === "blend" && head.how === "hard") return {};
  return labelsOf(head) ? { probabilities: outputs } : { values: outputs };
}

function finishRow(
  { predictor, head }: Model,
  { leaves, columns }: { readonly leaves: Int32Array; readonly columns: ArrayLike<number> },
  row: number,
  result: BatchResult,
): void {
  const { scores } = predictor;
  const raw = result.raw.subarray(row * scores, (row + 1) * scores);
  const { prediction, probabilities, values } = applyHead(
    head,
    raw,
    combineInto(predictor, { leaves, columns }, raw),
  );
  result.predictions[row] = prediction;
  if (probabilities) result.probabilities!.set(probabilities, row * probabilities.length);
  if (values) result.values!.set(values, row * values.length);
}

/** `combineLeaves` without a new array a row, for the sums that nearly all models have. */
function combineInto(
  forest: Forest,
  { leaves, columns }: { readonly leaves: Int32Array; readonly columns: ArrayLike<number> },
  raw: Float64Array,
): number {
  const { combine, firstScore } = forest;
  if (combine.kind !== "sum" || forest.leaves.linear) {
    const combined = combineLeaves(forest, leaves, columns);
    raw.set(combined.raw);
    return combined.winner;
  }
  const { stride, values } = forest.leaves;
  raw.set(combine.base);
  for (let tree = 0; tree < leaves.length; tree++) {
    const first = firstScore[tree]!;
    const from = leaves[tree]! * stride;
    for (let i = 0; i < stride; i++) {
      raw[first + i] = roundTo(
        accumulatorOf(combine, first + i),
        raw[first + i]! + values[from + i]!,
      );
    }
  }
  finishSums(combine, raw);
  return 0;
}
