import { invariant } from "../diagnostics/invariant.ts";
import { isF32 } from "../math.ts";
import {
  type BlendHead,
  type ChoicesHead,
  type ClassHead,
  isSingleScore,
  type Model,
  type ScalarOperation,
  scoresOf,
} from "./model.ts";
import { verifyForest } from "./predictors/forest/verify.ts";
import { checkScoreParts } from "./score-parts.ts";

/** Throws unless the model is well-formed: called on what front-ends give and after every pass. */
export function verifyModel(model: Model): Model {
  let width = model.inputs.features.length;
  invariant(width > 0, "a model without features");
  for (const step of model.steps) {
    if (step.kind === "normalize") {
      const [first, count] = step.span ?? [0, width];
      invariant(first >= 0 && count > 0 && first + count <= width, "a norm of other columns");
      continue;
    }
    const { columns } = step;
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
    invariant(
      head.links.every(
        ({ kind, factor }) => factor === undefined || (kind === "exp" && factor > 0),
      ),
      "only a power is multiplied, by a positive number",
    );
    invariant(
      head.links.every(({ kind, scale, limit }) =>
        kind === "step" ? limit !== undefined && scale === undefined : limit === undefined,
      ),
      "a step has a limit and no scale, and nothing else has a limit",
    );
    return;
  }
  if (head.kind === "anomaly") {
    invariant(scores === 1, "an anomaly head takes one score");
    invariant(head.divisor > 0 && Number.isFinite(head.offset), "an anomaly head without a scale");
    return;
  }
  if (head.kind === "choices" || head.kind === "blend") {
    checkScoreParts(head, scores, (isFault, cause) => invariant(!isFault, cause));
  }
  if (head.kind === "choices") {
    invariant(predictor.combine.kind === "sum", "choices between other scores than sums");
    verifyChoices(head);
    return;
  }
  if (head.kind === "blend") {
    verifyBlend(head);
    return;
  }
  verifyClasses(head, scores);
  invariant(
    (head.decide.kind === "winner") === (predictor.combine.kind === "vote"),
    "only a vote names its own winner",
  );
}

function verifyChoices({ choices }: ChoicesHead): void {
  for (const { classes } of choices) {
    invariant(classes.length > 0 && classes.every(isF32), "a choice of no floats");
  }
}

function verifyClasses(head: ClassHead, scores: number): void {
  invariant(head.labels.names.length >= 1, "a classifier without classes");
  invariant(scores === scoresOf(head), "the head wants another number of scores");
  invariant(
    (head.decide.kind === "threshold") === isSingleScore(head),
    "a threshold decides exactly where one score stands for two classes",
  );
  invariant(
    head.linkDivisor === undefined ||
      (head.link === "softmax" && head.type === "f64" && head.linkDivisor > 0),
    "only a softmax in float64 divides its scores",
  );
}

function verifyBlend(head: BlendHead): void {
  for (const { head: own, weight = 1 } of head.members) {
    invariant(Number.isFinite(weight), "a member's weight is not finite");
    if (own.kind === "classes") verifyClasses(own, scoresOf(own));
  }
  if ("divisor" in head)
    invariant(Number.isFinite(head.divisor), "a blend's divisor is not finite");
  if (head.how === "average") {
    const [first] = head.members;
    invariant(
      head.members.every(({ head: own }) => own.links.length === first!.head.links.length),
      "members of a blend differ in their outputs",
    );
    return;
  }
  const all = head.labels.names.length;
  for (const { head: own, classes } of head.members) {
    invariant((classes?.length ?? all) === own.labels.names.length, "a member of other classes");
    invariant(
      (classes ?? []).every((k) => k >= 0 && k < all),
      "a member's class is none",
    );
    invariant(own.decide.kind !== "winner", "a blended vote");
  }
}
