import { invariant } from "../diagnostics/invariant.ts";
import { isSingleScore, type Model, type ScalarOperation } from "./model.ts";
import { verifyForest } from "./predictors/forest/verify.ts";

/** Throws unless the model is well-formed: called on what front-ends give and after every pass. */
export function verifyModel(model: Model): Model {
  let width = model.inputs.features.length;
  invariant(width > 0, "a model without features");
  for (const { columns } of model.steps) {
    for (const { from, chain } of columns) {
      invariant(from >= 0 && from < width, `a step reads column ${from} of ${width}`);
      for (const operation of chain) verifyOperation(operation);
    }
    width = columns.length;
  }
  verifyForest(model.predictor, width);
  verifyHead(model);
  return model;
}

function verifyOperation(operation: ScalarOperation): void {
  if (operation.kind === "lookup") {
    const { edges, values } = operation;
    invariant(values.length === edges.length + 1, "a lookup has one value more than edges");
    invariant(
      edges.every((edge, i) => (i === 0 ? !Number.isNaN(edge) : edges[i - 1]! < edge)),
      "the edges of a lookup do not ascend",
    );
  }
  if (!("by" in operation)) return;
  const { kind, by } = operation;
  const zero = by === 0 && (kind === "multiply" || kind === "divide");
  invariant(Number.isFinite(by) && !zero, `a step cannot ${kind} by ${by}`);
}

function verifyHead({ head, predictor }: Model): void {
  const { scores } = predictor;
  if (head.kind === "values") {
    invariant(head.links.length === scores, "a values head has one link a score");
    invariant(
      head.links.every(({ scale = 1 }) => Number.isFinite(scale)),
      "a link's scale is not finite",
    );
    return;
  }
  if (head.kind === "anomaly") {
    invariant(scores === 1, "an anomaly head takes one score");
    invariant(head.divisor > 0 && Number.isFinite(head.offset), "an anomaly head without a scale");
    return;
  }
  invariant(head.labels.names.length >= 1, "a classifier without classes");
  const single = isSingleScore(head);
  invariant(
    scores === (single ? 1 : head.labels.names.length),
    "the head wants another number of scores",
  );
  invariant(
    (head.decide.kind === "threshold") === single,
    "a threshold decides exactly where one score stands for two classes",
  );
  invariant(
    (head.decide.kind === "winner") === (predictor.combine.kind === "vote"),
    "only a vote names its own winner",
  );
}
