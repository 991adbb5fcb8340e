import type { Problems } from "../../diagnostics/diagnostic.ts";
import { type Head, type ScoreLimit, type ValueLink, valueHead } from "../../ir/model.ts";
import { log } from "../../math.ts";
import { labelsOf } from "./labels.ts";
import { type Output, outputOf, SUPPORTED_LOSSES } from "./losses.ts";
import type { ModelInfo, SourceModel } from "./source-model.ts";

const AT = "model_info.params.loss_function";

/** What `predict` and `predict_proba` make of the raw scores, and what a user should know of it. */
export interface Answers {
  readonly head: Head;
  readonly notes: readonly string[];
}

/** `classifier`: the file says that the model is a CatBoostClassifier. */
export function answersOf(
  loss: string,
  { info, dimension }: SourceModel,
  { classifier, problems }: { readonly classifier: boolean; readonly problems: Problems },
): Answers {
  const output = loss === "" ? "custom" : outputOf(loss);
  switch (output) {
    case "binary":
    case "multi":
    case "one-vs-all":
      return classAnswers(info, dimension, { loss, output, problems });
    case "values":
      return { head: valueHead(dimension), notes: [] };
    case "exponent":
      return valuesThrough(dimension, { loss, links: [{ kind: "exp" }], problems });
    case "mean-variance": {
      const links: readonly ValueLink[] = [{ kind: "identity" }, { kind: "exp", scale: 2 }];
      return valuesThrough(dimension, { loss, links, problems });
    }
    case "custom": {
      if (!classifier) {
        const notes = ["The file names no loss of CatBoost's own: predictions are raw scores."];
        return { head: valueHead(dimension), notes };
      }
      const own = dimension === 1 ? "binary" : "multi";
      return classAnswers(info, dimension, { loss, output: own, problems });
    }
    case "multi-label":
      return labelAnswers(info, dimension, problems);
    default:
      problems.add("catboost/unsupported-loss", { loss, supported: SUPPORTED_LOSSES }, AT);
      return { head: valueHead(dimension), notes: [] };
  }
}

function valuesThrough(
  dimension: number,
  facts: { loss: string; links: readonly ValueLink[]; problems: Problems },
): Answers {
  const { loss, links, problems } = facts;
  if (dimension !== links.length) wrongDimension(loss, dimension, `${links.length}`, problems);
  return { head: { kind: "values", type: "f64", links }, notes: [] };
}

/** A label an output, 1 or 0. */
function labelAnswers(info: ModelInfo, dimension: number, problems: Problems): Answers {
  const link: ValueLink = { kind: "step", limit: thresholdOf(info, problems) };
  const links = Array.from({ length: dimension }, () => link);
  return {
    head: { kind: "values", type: "f64", links },
    notes: ["Each output is a label, 1 or 0, as predict of a CatBoostClassifier gives it."],
  };
}

function classAnswers(
  info: ModelInfo,
  dimension: number,
  facts: { loss: string; output: Output; problems: Problems },
): Answers {
  const { loss, output, problems } = facts;
  const binary = output === "binary";
  if (binary !== (dimension === 1)) {
    wrongDimension(loss, dimension, binary ? "1" : "2 or more", problems);
    return { head: valueHead(dimension), notes: [] };
  }
  const { labels, unseen } = labelsOf(info, binary ? 2 : dimension, problems);
  const multiLink = output === "multi" ? "softmax" : "sigmoids";
  return {
    head: {
      kind: "classes",
      labels,
      link: binary ? "sigmoid" : multiLink,
      type: "f64",
      decide: binary ? { kind: "threshold", ...thresholdOf(info, problems) } : { kind: "argmax" },
    },
    notes:
      unseen.length === 0
        ? []
        : [`Training saw no row of class ${unseen.join(", ")}: its probability is always 0.`],
  };
}

function wrongDimension(loss: string, found: number, expected: string, problems: Problems): void {
  const what = `the number of scores of ${loss}`;
  problems.add("catboost/bad-value", { what, found: `${found}`, expected }, AT);
}

/** Class 1 iff raw > ln(t / (1 - t)), with t from `set_probability_threshold`, else 0.5. */
function thresholdOf(info: ModelInfo, problems: Problems): ScoreLimit {
  const key = "binclass_probability_threshold";
  const text = info(key);
  const threshold = text === undefined ? 0.5 : Number(text);
  // As CatBoost computes it; of 0.5 it is 0.
  const value = threshold === 0.5 ? 0 : -log(1 / threshold - 1);
  if (!(threshold >= 0 && threshold <= 1)) {
    const facts = { what: key, found: JSON.stringify(text), expected: "a number from 0 to 1" };
    problems.add("catboost/bad-value", facts, `model_info.${key}`);
  } else if (!Number.isFinite(value)) {
    problems.add("catboost/never-decides", { threshold }, `model_info.${key}`);
  }
  return { compare: "gt", value };
}
