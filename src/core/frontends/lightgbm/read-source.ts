import { divisors } from "../../ir/predictors/forest/forest.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { Chain, Feature, Head, Labels, TrainingMissing } from "../../ir/model.ts";
import { ForestBuilder } from "../../ir/predictors/forest/build.ts";
import type { Predictor } from "../../ir/predictors/predictor.ts";
import { checkCount, featureList } from "../feature-list.ts";
import { addTree } from "../tree-arrays.ts";
import { headOf } from "./head.ts";
import { madeUpNames } from "./names.ts";
import { Refusals } from "./refusals.ts";
import type { SourceModel } from "./source-file.ts";
import { type Evidence, treeArrays } from "./source-tree.ts";

/** (double)1e-35f: what LightGBM takes for zero. */
const ZERO_LIMIT = 1.0000000180025095e-35;

/** Before any split, every |x| up to the limit becomes 0. */
export const TO_ZERO: Chain = [{ kind: "flush", limit: ZERO_LIMIT }];

/** A model but for its file and what stands before it in a Pipeline. */
export interface Booster {
  readonly objective: string;
  readonly features: readonly Feature[];
  readonly named: boolean;
  readonly training: TrainingMissing;
  readonly predictor: Predictor;
  readonly head: Head;
  readonly notes: readonly string[];
}

export interface BoosterOptions {
  /** The labels of a wrapper's classes. */
  readonly labels?: Labels;
  /** A Booster in a pickle predicts with its first `bestIteration` iterations where that is above 0. */
  readonly bestIteration?: number;
}

/** Applies LightGBM's rules. @throws DiagnosticError with all that is wrong. */
export function readBooster(
  source: SourceModel,
  problems: Problems,
  { labels, bestIteration = 0 }: BoosterOptions = {},
): Booster {
  checkFacts(source, problems);
  const head = headOf(source, labels, problems);
  problems.throwIfErrors();
  const list = namedFeatures(source, problems);
  const iterations = source.treeCount.value / source.scores.value;
  const stops = bestIteration > 0 && bestIteration < iterations;
  const used = stops ? bestIteration : iterations;
  const evidence: Evidence = { nanSeen: false };
  const builder = addTrees(source, used * source.scores.value, { evidence, problems });
  problems.throwIfErrors();
  return {
    objective: source.objective?.value.split(" ")[0] ?? "custom objective",
    ...list,
    training: trainingMissing(evidence),
    predictor: builder.finish(source.scores.value, {
      kind: "sum",
      accumulator: "f64",
      base: new Float64Array(source.scores.value),
      ...(source.averaged ? { divisor: divisors(source.scores.value, used) } : {}),
    }),
    head,
    notes: notesOf(source, stops ? { used, iterations } : undefined),
  };
}

function checkFacts(source: SourceModel, problems: Problems): void {
  const { version, scores, features, treeCount, pandasCategorical } = source;
  if (!/^v[34]$/.test(version.value)) {
    problems.add("lightgbm/unsupported-version", { version: version.value }, version.at);
  }
  checkCount("features", features.value, problems, features.at);
  if (!checkCount("classes", scores.value, problems, scores.at)) return;
  if (treeCount.value === 0) problems.add("model/no-trees", {}, treeCount.at);
  else if (treeCount.value % scores.value !== 0) {
    const expected = Math.ceil(treeCount.value / scores.value) * scores.value;
    const facts = { array: "trees", length: treeCount.value, expected };
    problems.add("tree/lengths-disagree", facts, treeCount.at);
  }
  const { value: categories } = pandasCategorical;
  if (categories !== null && !(Array.isArray(categories) && categories.length === 0)) {
    problems.add("lightgbm/pandas-categorical", {}, pandasCategorical.at);
  }
}

function namedFeatures({ names, features, ranges }: SourceModel, problems: Problems) {
  const made = names.value.length === features.value && madeUpNames(names.value);
  const given = made ? [] : names.value;
  const list = featureList(features.value, given, problems, names.at);
  const withRanges = list.features.map((feature, i): Feature => {
    const range = ranges[i];
    return range ? { ...feature, range } : feature;
  });
  return { features: withRanges, named: list.named };
}

function addTrees(
  source: SourceModel,
  count: number,
  report: { evidence: Evidence; problems: Problems },
): ForestBuilder {
  const builder = new ForestBuilder(1);
  const refusals = new Refusals();
  for (let index = 0; index < count; index++) {
    const tree = source.readTree(index);
    const arrays = tree && treeArrays(tree, { ...report, refusals });
    if (!tree || !arrays) continue;
    const splits = tree.feature.length;
    const where = (node: number) => tree.where(node < splits ? node : ~(node - splits));
    const score = index % source.scores.value;
    addTree(builder, arrays, source.features.value, score, report.problems, where);
  }
  refusals.reportTo(report.problems);
  return builder;
}

function trainingMissing({ nanSeen }: Evidence): TrainingMissing {
  if (nanSeen) {
    return { seen: "yes", because: "some splits have a direction for NaN, so training saw some" };
  }
  return { seen: "unknown", because: "LightGBM predicts NaN as 0 where training saw none" };
}

function notesOf(
  source: SourceModel,
  stopped: { used: number; iterations: number } | undefined,
): string[] {
  const notes: string[] = [];
  if (!source.objective)
    notes.push("The file names no objective (a custom one): predictions are raw scores.");
  if (source.averaged)
    notes.push("Raw scores are the average of the iterations; LightGBM's raw_score is their sum.");
  if (stopped) {
    const { used, iterations } = stopped;
    notes.push(
      `the first ${used} of ${iterations} iterations are used: the Booster's best_iteration, as predict does`,
    );
  }
  return notes;
}
