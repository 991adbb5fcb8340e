import type { Problems } from "../../diagnostics/diagnostic.ts";
import { type Head, type Labels, valueHead } from "../../ir/model.ts";
import { smallestRawOfClassOne } from "../sklearn/log-loss-tie.ts";
import { type Output, parseObjective, SUPPORTED_OBJECTIVES } from "./objectives.ts";
import type { SourceModel } from "./source-file.ts";

/** `labels`: the wrapper's, if there is one; a Booster's classes are 0 ... K-1. */
export function headOf(source: SourceModel, labels: Labels | undefined, problems: Problems): Head {
  const { objective } = source;
  // A loss of the user's own has no link: predict gives raw scores.
  if (!objective) return valuesOf(source, "(custom)", problems);
  const { output, sigmoid } = parseObjective(objective.value);
  if (output === undefined) {
    const facts = { objective: objective.value, supported: SUPPORTED_OBJECTIVES };
    problems.add("lightgbm/unsupported-objective", facts, objective.at);
    return valueHead(1);
  }
  if (output === "values") return valuesOf(source, objective.value, problems);
  return classesOf(source, { output, sigmoid, labels }, problems);
}

function valuesOf(source: SourceModel, objective: string, problems: Problems): Head {
  if (source.scores.value > 1) {
    const facts = {
      objective: `${objective}, ${source.scores.value} scores`,
      supported: SUPPORTED_OBJECTIVES,
    };
    problems.add("lightgbm/unsupported-objective", facts, source.scores.at);
  }
  return valueHead(1);
}

interface ClassFacts {
  readonly output: Exclude<Output, "values">;
  readonly sigmoid: string;
  readonly labels: Labels | undefined;
}

function classesOf(source: SourceModel, facts: ClassFacts, problems: Problems): Head {
  const binary = facts.output === "binary";
  const classes = binary ? 2 : source.classes.value;
  checkScores(source, binary ? 1 : classes, problems);
  const labels = facts.labels ?? numberedLabels(classes);
  if (labels.names.length !== classes) {
    const expected = `${classes} labels (objective ${source.objective?.value})`;
    const found = String(labels.names.length);
    problems.add("lightgbm/bad-value", { key: "_classes", found, expected });
  }
  if (!binary) {
    return { kind: "classes", labels, link: "softmax", type: "f64", decide: { kind: "argmax" } };
  }
  const scale = Number(facts.sigmoid);
  if (!(scale > 0 && Number.isInteger(Math.log2(scale)))) {
    const at = source.objective?.at;
    problems.add("lightgbm/sigmoid-scale", { scale: facts.sigmoid }, at);
  }
  return {
    kind: "classes",
    labels,
    link: "sigmoid",
    ...(scale === 1 ? {} : { linkScale: scale }),
    type: "f64",
    // Class 1 iff p > 1 - p, with p in double: numpy.argmax of both.
    decide: { kind: "threshold", compare: "ge", value: smallestRawOfClassOne() / scale },
  };
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
