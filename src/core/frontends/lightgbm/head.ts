import type { Problems } from "../../diagnostics/diagnostic.ts";
import { type Head, type Labels, type ValueLink, valueHead } from "../../ir/model.ts";
import { smallestRawOfClassOne } from "../sklearn/log-loss-tie.ts";
import { type Objective, parseObjective, SUPPORTED_OBJECTIVES } from "./objectives.ts";
import type { SourceModel } from "./source-file.ts";

/** The scikit-learn class around a Booster: its `predict` decides by what it is. */
export interface Wrapper {
  readonly className: string;
  /** Of a classifier's classes. */
  readonly labels?: Labels;
}

/** A Booster of itself predicts values, or classes 0 ... K-1 by the largest probability. */
export function headOf(
  source: SourceModel,
  wrapper: Wrapper | undefined,
  problems: Problems,
): Head {
  const scores = source.scores.value;
  // A loss of the user's own has no link: predict gives raw scores, a classifier's too.
  if (!source.objective) return valueHead(scores);
  const objective = parseObjective(source.objective.value);
  const { output } = objective;
  const at = source.objective.at;
  if (output === undefined) {
    const facts = { objective: source.objective.value, supported: SUPPORTED_OBJECTIVES };
    problems.add("lightgbm/unsupported-objective", facts, at);
    return valueHead(scores);
  }
  const answersClasses = wrapper ? wrapper.labels !== undefined : output.kind === "classes";
  if (!answersClasses && output.link !== "softmax") return valuesOf(source, objective, problems);
  const { link } = output;
  if (answersClasses && (link === "softmax" || link === "sigmoid" || link === "sigmoids")) {
    return classesOf(source, { ...objective, link, labels: wrapper?.labels }, problems);
  }
  const facts = { className: wrapper?.className ?? "Booster", objective: objective.name };
  problems.add("lightgbm/wrapper-objective", facts, at);
  return valueHead(scores);
}

function valuesOf(source: SourceModel, objective: Objective, problems: Problems): Head {
  const { output } = objective;
  const several = output?.link === "sigmoids";
  const due = several ? source.classes.value : 1;
  checkScores(source, due, problems);
  const kind = several ? "sigmoid" : (output?.link as ValueLink["kind"]);
  const scale = output?.kind === "classes" ? sigmoidScale(source, objective, problems) : 1;
  const link: ValueLink = { kind, ...(scale === 1 ? {} : { scale }) };
  return { ...valueHead(due), links: Array.from({ length: due }, () => link) };
}

interface ClassFacts extends Objective {
  readonly link: "softmax" | "sigmoid" | "sigmoids";
  readonly labels: Labels | undefined;
}

function classesOf(source: SourceModel, facts: ClassFacts, problems: Problems): Head {
  const { link } = facts;
  const classes = link === "sigmoid" ? 2 : source.classes.value;
  if (classes < 2) {
    const facts = { key: "num_class", found: String(classes), expected: "2 or more" };
    problems.add("lightgbm/bad-value", facts, source.classes.at);
  }
  checkScores(source, link === "sigmoid" ? 1 : classes, problems);
  const labels = facts.labels ?? numberedLabels(classes);
  if (labels.names.length !== classes) {
    const expected = `${classes} labels (objective ${source.objective?.value})`;
    const found = String(labels.names.length);
    problems.add("lightgbm/bad-value", { key: "_classes", found, expected });
  }
  const scale = link === "softmax" ? 1 : sigmoidScale(source, facts, problems);
  return {
    kind: "classes",
    labels,
    link,
    ...(scale === 1 ? {} : { linkScale: scale }),
    type: "f64",
    decide:
      link === "sigmoid"
        ? // Class 1 iff p > 1 - p, with p in double: numpy.argmax of both.
          { kind: "threshold", compare: "ge", value: smallestRawOfClassOne(scale) }
        : { kind: "argmax" },
  };
}

/** 1 where the objective states none that LightGBM could have trained with. */
function sigmoidScale(source: SourceModel, { sigmoid }: Objective, problems: Problems): number {
  const scale = Number(sigmoid);
  if (scale > 0 && scale >= 2 ** -500 && scale <= 2 ** 500) return scale;
  const facts = { key: "sigmoid", found: sigmoid, expected: "a number above 0" };
  problems.add("lightgbm/bad-value", facts, source.objective?.at);
  return 1;
}

function checkScores({ scores, objective }: SourceModel, due: number, problems: Problems): void {
  if (scores.value === due && due > 0) return;
  const facts = {
    key: "num_tree_per_iteration",
    found: String(scores.value),
    expected: `${due} (objective ${objective?.value})`,
  };
  problems.add("lightgbm/bad-value", facts, scores.at);
}

function numberedLabels(count: number): Labels {
  return { type: "integer", names: Array.from({ length: count }, (_, i) => String(i)) };
}
