import { operationsBeforeTerms } from "../ir/linear-columns.ts";
import type { Model, ScalarOperation } from "../ir/model.ts";
import { type Forest, LEAF } from "../ir/predictors/forest/forest.ts";
import { splitSteps } from "../ir/steps.ts";
import { isF32 } from "../math.ts";
import type { Pass, PassContext } from "./pass.ts";
import { unsupportedBlend } from "./unsupported-blend.ts";
import { unsupportedValues } from "./unsupported-values.ts";

/** Refuses what no plan can express, by name, before anything is rewritten. */
export const reportUnsupported: Pass = {
  name: "report-unsupported",
  kind: "check",
  run(model, { inputType, problems }) {
    for (const what of unsupported(model)) problems.add("plan/unsupported", { what });
    for (const what of unsupportedMixing(model, inputType))
      problems.add("plan/unsupported", { what });
    for (const what of unsupportedTerms(model)) problems.add("plan/unsupported", { what });
    return model;
  },
};

const ENCODING: ReadonlySet<ScalarOperation["kind"]> = new Set(["lookup", "flush", "truncate"]);

/** What a device takes before rows are normalized, itself: operations in binary32. */
function* unsupportedMixing(
  { steps, predictor }: Model,
  inputType: PassContext["inputType"],
): Generator<string> {
  const { taken } = splitSteps(steps);
  if (taken.length === 0) return;
  if (inputType === "i32") yield "a normalization of 32-bit integers";
  if (predictor.leaves.linear) yield "linear leaves behind a normalization";
  const operations = taken.flatMap((step) =>
    step.kind === "map" ? step.columns.flatMap(({ chain }) => chain) : [],
  );
  const constants = operations.flatMap((operation) =>
    operation.kind === "clip"
      ? [operation.low, operation.high]
      : "by" in operation
        ? [operation.by]
        : [],
  );
  const isDouble = (operation: ScalarOperation) => "type" in operation && operation.type === "f64";
  if (operations.some(isDouble) || !constants.every(isF32))
    yield "a normalization behind steps in double";
  if (operations.some(({ kind }) => ENCODING.has(kind))) yield "a normalization behind encoders";
}

/** What is computed of inputs before linear leaves multiply it: a scaler's arithmetic in binary64. */
function* unsupportedTerms(model: Model): Generator<string> {
  const operations = operationsBeforeTerms(model);
  if (operations.some((operation) => operation.kind === "lookup"))
    yield "linear leaves behind encoders";
  if (operations.some((operation) => "type" in operation && operation.type === "f32"))
    yield "linear leaves behind steps in float32";
}

function* unsupported({ head, predictor }: Model): Generator<string> {
  const { combine } = predictor;
  switch (head.kind) {
    case "blend":
      yield* unsupportedBlend(head, predictor);
      break;
    case "values":
      yield* unsupportedValues(head, combine);
      break;
    case "classes":
      if ((head.linkScale ?? 1) <= 0 || (head.linkDivisor ?? 1) <= 0)
        yield "a link whose scale is not positive";
      if (combine.kind !== "sum" && head.link !== "identity") yield "a link behind votes";
      break;
    case "anomaly":
      if (combine.kind !== "sum" || combine.scale !== undefined || combine.bias)
        yield "an anomaly detector that does more than add path lengths";
      else if (hasNegative(predictor, combine.base)) yield "path lengths below zero";
      break;
  }
  if (combine.kind === "median" && combine.weights) {
    const total = combine.weights.reduce((sum, weight) => sum + weight, 0);
    const most = combine.type === "f32" ? 2 ** 100 : 2 ** 900;
    if (!(total > 1 / most && total < most)) yield "weights of a median beyond all measure";
    if (combine.type === "f32" && !combine.weights.every(isF32))
      yield "float32 sums of weights that are no float32";
  }
}

function hasNegative({ leaves, nodes }: Forest, base: Float64Array): boolean {
  return (
    base.some((x) => x < 0) ||
    nodes.operand.some((row, node) => nodes.kind[node] === LEAF && leaves.values[row]! < 0)
  );
}
