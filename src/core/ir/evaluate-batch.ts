import { evaluate } from "./evaluate.ts";
import { decideClass, linkProbabilities } from "./head.ts";
import { type Model, outputCount } from "./model.ts";
import { roundTo } from "./number-type.ts";
import { combineLeaves } from "./predictors/forest/evaluate.ts";
import type { Forest } from "./predictors/forest/forest.ts";
import { BLOCK_ROWS, createBlockWalker } from "./predictors/forest/walk-blocks.ts";
import { joinChains } from "./steps.ts";

/** Results of many rows, row-major. */
export interface BatchResult {
  /** `scores` numbers a row. */
  readonly raw: Float64Array;
  /** Class index or value. */
  readonly predictions: Float64Array;
  /** One number a class and row. */
  readonly probabilities?: Float64Array;
  /** The leaf pool's row of each tree and row. */
  readonly leaves: Int32Array;
}

export interface BatchEvaluator {
  /** `rows` holds `count` rows of one number a feature. */
  run(rows: Float64Array, count: number): BatchResult;
}

/** `evaluate` for many rows: the same answers bit for bit, blocked over the node columns. */
export function createBatchEvaluator(model: Model): BatchEvaluator {
  const forest = model.predictor;
  const chains = joinChains(model);
  const walker = createBlockWalker(forest, chains);
  const width = chains.length;
  const trees = forest.roots.length;
  const block = new Int32Array((BLOCK_ROWS + 3) * trees);
  return {
    run(rows, count) {
      const result = emptyResult(model, count);
      for (let start = 0; start < count; start += BLOCK_ROWS) {
        const size = Math.min(BLOCK_ROWS, count - start);
        if (walker) walker.walk(rows, start, size, block);
        for (let row = 0; row < size; row++) {
          const leaves = walker
            ? block.subarray(row * trees, (row + 1) * trees)
            : evaluate(model, rows.subarray((start + row) * width, (start + row + 1) * width))
                .leaves;
          result.leaves.set(leaves, (start + row) * trees);
          finishRow(model, leaves, start + row, result);
        }
      }
      return result;
    },
  };
}

function emptyResult({ predictor, head }: Model, count: number): BatchResult {
  return {
    raw: new Float64Array(count * predictor.scores),
    predictions: new Float64Array(count),
    leaves: new Int32Array(count * predictor.roots.length),
    ...(head.kind === "classes"
      ? { probabilities: new Float64Array(count * outputCount(head, predictor.scores)) }
      : {}),
  };
}

function finishRow(
  { predictor, head }: Model,
  leaves: Int32Array,
  row: number,
  result: BatchResult,
): void {
  const { scores } = predictor;
  const raw = result.raw.subarray(row * scores, (row + 1) * scores);
  const winner = combineInto(predictor, leaves, raw);
  if (head.kind === "values") {
    result.predictions[row] = raw[0]!;
    return;
  }
  result.predictions[row] = decideClass(head.decide, raw, winner);
  result.probabilities!.set(linkProbabilities(head, raw), row * head.labels.names.length);
}

/** `combineLeaves` without a new array a row, for the sums that nearly all models have. */
function combineInto(forest: Forest, leaves: Int32Array, raw: Float64Array): number {
  const { combine, firstScore } = forest;
  if (combine.kind !== "sum" && combine.kind !== "mean") {
    const combined = combineLeaves(forest, leaves);
    raw.set(combined.raw);
    return combined.winner;
  }
  const { stride, values } = forest.leaves;
  const { accumulator } = combine;
  raw.set(combine.base);
  for (let tree = 0; tree < leaves.length; tree++) {
    const first = firstScore[tree]!;
    const from = leaves[tree]! * stride;
    for (let i = 0; i < stride; i++) {
      raw[first + i] = roundTo(accumulator, raw[first + i]! + values[from + i]!);
    }
  }
  if (combine.kind === "mean") {
    for (let i = 0; i < raw.length; i++) raw[i] = roundTo(accumulator, raw[i]! / leaves.length);
  }
  return 0;
}
