import type { Head, Model, ScalarOperation } from "./model.ts";
import { printForest } from "./predictors/forest/print.ts";

/**
 * A model as text, one fact a line: stable, so that dumps before and after a pass can be compared
 * by line. Numbers are the shortest decimals that read back to the same bits.
 */
export function* printModel({ origin, inputs, steps, predictor, head }: Model): Generator<string> {
  yield `model ${origin.estimator} (${origin.library}${origin.version ? ` ${origin.version}` : ""})`;
  yield `inputs ${inputs.domain}${inputs.mayBeMissing ? ", NaN may come" : ", never NaN"}`;
  for (const [index, { name, range }] of inputs.features.entries()) {
    const seen = range ? ` in training ${numberText(range[0])} to ${numberText(range[1])}` : "";
    yield `  ${index} ${JSON.stringify(name)}${seen}`;
  }
  for (const { kind, chains } of steps) {
    yield `step ${kind}`;
    for (const [feature, chain] of chains.entries()) {
      yield `  ${feature}: ${chain.map(operationText).join(", ") || "as it is"}`;
    }
  }
  yield* printForest(predictor);
  yield* printHead(head);
}

function operationText(operation: ScalarOperation): string {
  switch (operation.kind) {
    case "clip":
      return `clip ${numberText(operation.low)} to ${numberText(operation.high)} ${operation.type}`;
    case "cast":
      return `cast ${operation.type}`;
    case "impute":
      return `impute ${numberText(operation.by)}`;
    case "flush":
      return `flush ${numberText(operation.limit)}`;
    case "binarize":
      return `binarize above ${numberText(operation.above)}`;
    default:
      return `${operation.kind} ${numberText(operation.by)} ${operation.type}`;
  }
}

function* printHead(head: Head): Generator<string> {
  if (head.kind === "values") {
    yield "head values";
    return;
  }
  const { labels, link, linkScale, type, decide } = head;
  const rule =
    decide.kind === "threshold"
      ? `class 1 where score ${decide.compare === "ge" ? ">=" : ">"} ${numberText(decide.value)}`
      : decide.kind;
  const scale = linkScale === undefined ? "" : ` of score * ${numberText(linkScale)}`;
  yield `head classes, ${link}${scale} ${type}, ${rule}`;
  for (const [index, name] of labels.names.entries()) yield `  ${index} ${JSON.stringify(name)}`;
}

function numberText(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
