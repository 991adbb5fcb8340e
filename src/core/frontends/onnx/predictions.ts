import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import type { Head } from "../../ir/model.ts";
import type { Forest, SumCombine } from "../../ir/predictors/forest/forest.ts";
import { buildForest } from "./forest.ts";
import type { GraphResult } from "./graph.ts";
import { addedLast, classHead, summedValues, valueHeadOf } from "./heads.ts";
import type { Joined } from "./mix-forest.ts";
import {
  anomalyOfMix,
  classesOfMix,
  type MixPrediction,
  medianOf,
  valuesOfMix,
  valuesOfRow,
} from "./mix-predictions.ts";
import { collectTrees } from "./trees.ts";
import type { Label, Probabilities, Scores, Value } from "./values.ts";

/** What the graph's outputs say together. */
export interface Prediction extends Joined {
  readonly head: Head;
  readonly notes: readonly string[];
}

/** A class and its probabilities, values, or a verdict and its score. */
export function predictionOf({ outputs }: GraphResult, problems: Problems): Prediction {
  const values = [...outputs.values()];
  for (const [name, { kind }] of outputs) {
    if (kind === "columns" || kind === "constant")
      fail("onnx/no-trees", {}, { at: `output "${name}"` });
  }
  const mixed = ofSeveralEnsembles(values, problems);
  if (mixed) return { ...mixed, notes: [] };
  const labels = values.filter((value) => value.kind === "label");
  const probabilities = values.filter((value) => value.kind === "probabilities");
  const scores = values.filter((value) => value.kind === "scores");
  const known = [...labels, ...probabilities, ...scores];
  const ensembles = new Set(known.map((value) => value.ensemble));
  const tables = probabilities.filter(({ column }) => column === undefined);
  const twice = tables.length > 1 || (tables.length === 1 && probabilities.length > 1);
  const isOne = ensembles.size === 1 && labels.length <= 1 && scores.length <= 1 && !twice;
  if (!isOne || known.length < values.length)
    fail("onnx/several-results", { outputs: [...outputs.keys()].join(", ") });
  if (labels[0]) return classes(labels[0], probabilities[0], problems);
  if (scores[0]) return regression(scores[0], problems);
  return fail("onnx/no-label", {});
}

/** A label or a verdict with the mix that it is of, or a mix alone. */
function ofSeveralEnsembles(
  values: readonly Value[],
  problems: Problems,
): MixPrediction | undefined {
  const [first, ...others] = values;
  if (!first) return undefined;
  if (others.length === 0) {
    if (first.kind === "mix") return valuesOfMix(first, problems);
    if (first.kind === "row") return valuesOfRow(first, problems);
    if (first.kind === "median" && first.stage === "median") return medianOf(first, problems);
  }
  if (first.kind !== "chosen" && first.kind !== "verdict") return undefined;
  const { of } = first;
  const isOf = (value: Value) =>
    value === of || (value.kind === "mix-column" && value.of === of && others.length > 1);
  if (!others.every(isOf)) return undefined;
  return first.kind === "chosen" ? classesOfMix(first, problems) : anomalyOfMix(first, problems);
}

function classes(label: Label, given: Probabilities | undefined, problems: Problems): Prediction {
  const { ensemble } = label;
  const { input, operator } = ensemble;
  const trees = collectTrees(ensemble);
  const head = classHead(label, given ?? { link: label.link, scale: 1 }, trees);
  const forest = finished(buildForest(ensemble, trees, ensemble.base, problems), problems);
  const isMoved = head.link === "sigmoid" && ensemble.limit !== 0;
  return { input, operator, forest, head, notes: isMoved ? [MOVED] : [] };
}

const MOVED =
  "no leaf weight is negative: class 1 is chosen above a sum of 0.5, whatever its probability; " +
  "onnxruntime before 1.28 answers otherwise";

function regression({ ensemble, tail }: Scores, problems: Problems): Prediction {
  const { input, operator } = ensemble;
  const { head, combine } = valueHeadOf(summedValues(ensemble), tail);
  const trees = collectTrees(ensemble);
  const last = addedLast(ensemble, trees);
  const forest = finished(buildForest(ensemble, trees, last, problems), problems);
  const sum = { ...(forest.combine as SumCombine), ...combine };
  return { input, operator, head, forest: { ...forest, combine: sum }, notes: [] };
}

function finished(forest: Forest | undefined, problems: Problems): Forest {
  problems.throwIfErrors();
  return forest!;
}
