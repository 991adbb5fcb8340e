import type { CompileResult } from "../compile.ts";
import { createBatchEvaluator } from "../ir/evaluate-batch.ts";
import { outputCount } from "../ir/model.ts";
import { goesLeft, walk } from "../ir/predictors/forest/evaluate.ts";
import { LEAF } from "../ir/predictors/forest/forest.ts";
import { testText } from "../ir/predictors/forest/print.ts";
import { applySteps, behindMixing, joinColumns } from "../ir/steps.ts";
import { type DeviceResult, evaluatePlan } from "../plan/evaluate.ts";
import { compareOutputs, type ExpectedOutputs, type Finding } from "./compare-outputs.ts";

/** A row for which the plan's own tables answer differently from the trainer's rule. */
export interface Mismatch {
  readonly row: number;
  readonly what: "leaf" | "class" | "label" | "value" | "score" | "probability";
  readonly expected: string;
  readonly got: string;
  /** For leaves: the tree, and the first split at which the ways part. */
  readonly at?: string;
}

export interface PlanCheck {
  readonly rows: number;
  /** Each row counts once; the first few are kept in `mismatches`. */
  readonly mismatched: number;
  readonly mismatches: readonly Mismatch[];
  /** Rows within the stated margin whose class differs, which the promise allows. */
  readonly withinMargin: number;
  /** What the device answers, for comparison with compiled C. */
  readonly results: readonly DeviceResult[];
}

type Checked = Pick<CompileResult, "source" | "lowered" | "plan" | "payloadOf">;

/** Most rows kept for printing. */
const KEPT = 20;

/**
 * Compares the plan with `evaluate(source)` on rows of the input type: the leaf of every tree, the
 * class, the scores, probabilities and values within what the header promises.
 */
export function checkPlan(result: Checked, rows: readonly Float64Array[]): PlanCheck {
  const { source, plan } = result;
  const width = plan.features;
  const flat = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) flat.set(row, i * width);
  const reference = createBatchEvaluator(source).run(flat, rows.length);
  const trees = source.predictor.roots.length;
  const { scores } = source.predictor;
  const outputs = outputCount(source.head, scores);
  const part = (all: Float64Array | undefined, row: number, width: number) =>
    all?.subarray(row * width, (row + 1) * width);
  const results: DeviceResult[] = [];
  const mismatches: Mismatch[] = [];
  let mismatched = 0;
  let withinMargin = 0;
  rows.forEach((row, i) => {
    const device = evaluatePlan(plan, row);
    results.push(device);
    const expected: Expected = {
      leaves: reference.leaves.subarray(i * trees, (i + 1) * trees),
      raw: part(reference.raw, i, scores)!,
      prediction: reference.predictions[i]!,
      probabilities: part(reference.probabilities, i, outputs),
      values: part(reference.values, i, outputs),
    };
    const found = compareRow(result, row, expected, device);
    if (found === "margin") withinMargin++;
    else if (found !== undefined) {
      mismatched++;
      if (mismatches.length < KEPT) mismatches.push({ row: i, ...found });
    }
  });
  return { rows: rows.length, mismatched, mismatches, withinMargin, results };
}

interface Expected extends ExpectedOutputs {
  readonly leaves: Int32Array;
}

function compareRow(
  result: Checked,
  row: Float64Array,
  expected: Expected,
  device: DeviceResult,
): Finding {
  for (let tree = 0; tree < expected.leaves.length; tree++) {
    const wanted = result.payloadOf(tree, expected.leaves[tree]!);
    if (device.payloads[tree] === wanted) continue;
    return {
      what: "leaf",
      expected: `leaf ${wanted}`,
      got: `leaf ${device.payloads[tree]}`,
      at: partingSplit(result, row, tree),
    };
  }
  return compareOutputs(result, expected, device);
}

/** Walks source and lowered model side by side; says where they part, or that only the tables do. */
function partingSplit({ source, lowered }: Checked, row: Float64Array, tree: number): string {
  const values = applySteps(source.steps, row);
  const own = source.predictor;
  const nodes = own.nodes;
  const reached = walk(lowered.predictor, tree, applySteps(lowered.steps, row));
  let node = own.roots[tree]!;
  let last = node;
  while (nodes.kind[node] !== LEAF) {
    last = node;
    node = goesLeft(own, node, values[nodes.feature[node]!]!)
      ? nodes.left[node]!
      : nodes.right[node]!;
  }
  const input = joinColumns(source)[nodes.feature[last]!]?.from ?? 0;
  const name = behindMixing(source).inputs.features[input]?.name ?? "";
  if (nodes.operand[node] === reached)
    return `tree ${tree}: the lowered model agrees, the emitted tables do not`;
  return `tree ${tree}, node ${last - own.roots[tree]!}: ${name} = ${values[nodes.feature[last]!]} against ${testText(own, last)}`;
}
