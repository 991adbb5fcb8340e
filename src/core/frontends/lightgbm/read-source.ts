import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { Chain, Feature, TrainingMissing } from "../../ir/model.ts";
import { ForestBuilder } from "../../ir/predictors/forest/build.ts";
import { divisors } from "../../ir/predictors/forest/forest.ts";
import type { ReadBooster } from "../booster.ts";
import { checkCount, featureList } from "../feature-list.ts";
import { chooseIterations, type Iterations } from "../iterations.ts";
import { addTree } from "../tree-arrays.ts";
import { headOf, type Wrapper } from "./head.ts";
import { madeUpNames } from "./names.ts";
import { type CategoryColumn, categoryColumns } from "./pandas-categories.ts";
import type { SourceModel } from "./source-file.ts";
import { type Evidence, treeArrays } from "./source-tree.ts";
import { ZERO_LIMIT } from "./splits.ts";

export interface BoosterOptions {
  readonly wrapper?: Wrapper;
  /** Where early stopping ended; 0 or less, or absent: nowhere. */
  readonly bestIteration?: number;
  /** Which iterations the user wants. */
  readonly iterations?: Iterations;
}

/** Applies LightGBM's rules. @throws DiagnosticError with all that is wrong. */
export function readBooster(
  source: SourceModel,
  problems: Problems,
  options: BoosterOptions = {},
): ReadBooster {
  checkFacts(source, problems);
  const head = headOf(source, options.wrapper, problems);
  problems.throwIfErrors();
  const list = namedFeatures(source, problems);
  problems.throwIfErrors();
  const columns = categoryColumns(source, problems);
  const scores = source.scores.value;
  const { used, notes } = iterationsOf(source, options, problems);
  const evidence: Evidence = { nanSeen: false };
  const builder = addTrees(source, used * scores, { evidence, problems });
  problems.throwIfErrors();
  return {
    library: "LightGBM",
    version: "",
    objective: source.objective?.value.split(" ")[0] ?? "custom objective",
    features: list.features.map((feature, i) => withFacts(feature, source, i, columns[i])),
    named: list.named,
    chains: list.features.map((_, i) => chainOf(columns[i])),
    training: trainingMissing(evidence),
    predictor: builder.finish(scores, {
      kind: "sum",
      accumulator: "f64",
      base: new Float64Array(scores),
      ...(source.averaged ? { divisor: divisors(scores, used) } : {}),
    }),
    head,
    notes: [...notesOf(source), ...categoryNotes(list.features, columns), ...notes],
  };
}

function checkFacts(source: SourceModel, problems: Problems): void {
  const { version, classes, scores, features, treeCount } = source;
  if (!/^v[34]$/.test(version.value)) {
    problems.add("lightgbm/unsupported-version", { version: version.value }, version.at);
  }
  checkCount("features", features.value, problems, features.at);
  const counts = [classes, scores].map(({ value, at }) =>
    checkCount("classes", value, problems, at),
  );
  if (counts.includes(false)) problems.throwIfErrors();
  if (treeCount.value === 0) problems.add("model/no-trees", {}, treeCount.at);
  else if (treeCount.value % scores.value !== 0) {
    const expected = Math.ceil(treeCount.value / scores.value) * scores.value;
    const facts = { array: "trees", length: treeCount.value, expected };
    problems.add("tree/lengths-disagree", facts, treeCount.at);
  }
}

function namedFeatures({ names, features }: SourceModel, problems: Problems) {
  const made = names.value.length === features.value && madeUpNames(names.value);
  return featureList(features.value, made ? [] : names.value, problems, names.at);
}

/** A column whose categories are looked up takes them as numbers: the range of its codes says nothing. */
function withFacts(
  feature: Feature,
  { infos }: SourceModel,
  index: number,
  column: CategoryColumn | undefined,
): Feature {
  if (column) return column.lookup ? feature : { ...feature, categories: column.names };
  const range = infos[index]?.range;
  return range ? { ...feature, range } : feature;
}

/** Before any split, every |x| up to the limit becomes 0. */
function chainOf(column: CategoryColumn | undefined): Chain {
  const flush = { kind: "flush", limit: ZERO_LIMIT } as const;
  return column?.lookup ? [column.lookup, flush] : [flush];
}

function iterationsOf(
  { treeCount, scores }: SourceModel,
  { bestIteration = 0, iterations }: BoosterOptions,
  problems: Problems,
) {
  const total = treeCount.value / scores.value;
  const best = bestIteration > 0 ? bestIteration : undefined;
  const standard = { choice: "best", who: "Booster.predict" } as const;
  return chooseIterations(iterations, { total, best, standard }, problems, treeCount.at);
}

function addTrees(
  source: SourceModel,
  count: number,
  report: { evidence: Evidence; problems: Problems },
): ForestBuilder {
  const builder = new ForestBuilder(1);
  for (let index = 0; index < count; index++) {
    const tree = source.readTree(index);
    const arrays = tree && treeArrays(tree, report);
    if (!tree || !arrays) continue;
    const splits = tree.feature.length;
    const where = (node: number) => tree.where(node < splits ? node : ~(node - splits));
    const score = index % source.scores.value;
    addTree(builder, arrays, source.features.value, score, report.problems, where);
  }
  return builder;
}

function trainingMissing({ nanSeen }: Evidence): TrainingMissing {
  if (nanSeen) {
    return { seen: "yes", because: "some splits have a direction for NaN, so training saw some" };
  }
  return { seen: "unknown", because: "LightGBM predicts NaN as 0 where training saw none" };
}

function notesOf(source: SourceModel): readonly string[] {
  const notes: string[] = [];
  if (!source.objective)
    notes.push("The file names no objective (a custom one): predictions are raw scores.");
  if (source.averaged)
    notes.push("Raw scores are the average of the iterations; LightGBM's raw_score is their sum.");
  return notes;
}

/** What the device is given for columns of pandas' category dtype. */
function categoryNotes(
  features: readonly Feature[],
  columns: readonly (CategoryColumn | undefined)[],
): readonly string[] {
  const those = (wanted: (column: CategoryColumn) => boolean) =>
    features.flatMap(({ name }, i) => (columns[i] && wanted(columns[i]) ? [name] : [])).join(", ");
  const codes = those(({ lookup }) => lookup === undefined);
  const numbers = those(({ lookup }) => lookup !== undefined);
  return [
    ...(codes === "" ? [] : [`Categories of pandas, given as their codes: ${codes}.`]),
    ...(numbers === "" ? [] : [`Categories of pandas, given as the numbers they are: ${numbers}.`]),
  ];
}
