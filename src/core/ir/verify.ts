import { invariant } from "../diagnostics/invariant.ts";
import type { Model } from "./model.ts";
import { verifyForest } from "./predictors/forest/verify.ts";

/** Throws unless the model is well-formed: called on what front-ends give and after every pass. */
export function verifyModel(model: Model): Model {
  const width = model.inputs.features.length;
  invariant(width > 0, "a model without features");
  for (const step of model.steps) {
    invariant(step.chains.length === width, "a map step of another width than the inputs");
    for (const operation of step.chains.flat()) {
      if ("by" in operation) {
        const zero =
          operation.by === 0 && (operation.kind === "multiply" || operation.kind === "divide");
        invariant(
          Number.isFinite(operation.by) && !zero,
          `a step cannot ${operation.kind} by ${operation.by}`,
        );
      }
    }
  }
  verifyForest(model.predictor, width);
  verifyHead(model);
  return model;
}

function verifyHead({ head, predictor }: Model): void {
  if (head.kind !== "classes") return;
  const scores = head.link === "sigmoid" ? 1 : head.labels.names.length;
  invariant(head.labels.names.length >= 1, "a classifier without classes");
  invariant(predictor.scores === scores, "the head wants another number of scores");
  invariant(
    (head.decide.kind === "threshold") === (head.link === "sigmoid"),
    "a threshold decides exactly where one score stands for two classes",
  );
  invariant(
    (head.decide.kind === "winner") === (predictor.combine.kind === "vote"),
    "only a vote names its own winner",
  );
}
