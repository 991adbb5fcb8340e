import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { Chain, Feature, TrainingMissing } from "../../ir/model.ts";
import { ForestBuilder } from "../../ir/predictors/forest/build.ts";
import type { SumCombine } from "../../ir/predictors/forest/forest.ts";
import type { ReadBooster } from "../booster.ts";
import { featureList } from "../feature-list.ts";
import { chooseIterations, type Iterations } from "../iterations.ts";
import { addTree, type TreeArrays } from "../tree-arrays.ts";
import { type Categories, categoriesOf } from "./categories.ts";
import { columnsOf } from "./columns.ts";
import { answersOf } from "./head.ts";
import { lossOf, versionOf } from "./info.ts";
import type { SourceModel } from "./source-model.ts";
import type { SourceTree } from "./source-tree.ts";
import { type Split, splitsOf } from "./splits.ts";

/** Numbers are rounded to float32 before anything is compared; categories are not. */
const TO_FLOAT32: Chain = [{ kind: "cast", type: "f32" }];

export interface CatBoostOptions {
  readonly problems: Problems;
  /** The file says that the model is a CatBoostClassifier. */
  readonly classifier: boolean;
  readonly iterations?: Iterations | undefined;
}

/** Applies CatBoost's rules. @throws DiagnosticError with all that is wrong. */
export function readCatBoost(source: SourceModel, options: CatBoostOptions): ReadBooster {
  const { problems } = options;
  const { dimension, categorical, treeCount, info } = source;
  const { width, names } = columnsOf(source, problems);
  if (treeCount === 0) problems.add("model/no-trees", {}, "the trees");
  problems.throwIfErrors();
  const categories = categorical.map((feature) => categoriesOf(feature, source, problems));
  const splits = splitsOf(source, categories, problems);
  const loss = lossOf(info);
  const { head, notes } = answersOf(loss, source, options);
  const known = {
    total: treeCount,
    // After early stopping CatBoost saves the best iterations only.
    best: undefined,
    standard: { choice: "all", who: "CatBoost's predict" },
  } as const;
  const chosen = chooseIterations(options.iterations, known, problems);
  const list = featureList(width, names, problems, "the features");
  const combine = combineOf(source, problems);
  problems.throwIfErrors();
  const features: Feature[] = [...list.features];
  const chains: Chain[] = features.map(() => TO_FLOAT32);
  categorical.forEach(({ column }, i) => {
    chains[column] = [];
    const own = categories[i]!.names;
    if (own) features[column] = { ...features[column]!, categories: own };
  });
  const builder = new ForestBuilder(dimension);
  for (let index = 0; index < chosen.used; index++) {
    const tree = source.readTree(index);
    const arrays = tree && treeArrays(tree, { splits, dimension, problems });
    if (tree && arrays) addTree(builder, arrays, width, 0, problems, tree.where);
  }
  problems.throwIfErrors();
  return {
    library: "CatBoost",
    version: versionOf(info),
    objective: loss === "" ? "custom loss" : loss,
    features,
    named: list.named,
    chains,
    training: trainingOf(source, categories),
    predictor: builder.finish(dimension, combine),
    head,
    notes: [...notes, ...chosen.notes],
  };
}

/** Leaves are summed in float64 from 0, in the order of the trees; then scale * sum + bias. */
function combineOf({ dimension, scale, bias }: SourceModel, problems: Problems): SumCombine {
  const odd = [scale, ...bias].find((number) => !Number.isFinite(number));
  if (odd !== undefined) {
    const facts = { what: "scale or bias", found: `${odd}`, expected: "a finite number" };
    problems.add("catboost/bad-value", facts, "scale_and_bias");
  }
  const identity = scale === 1 && bias.every((number) => number === 0);
  return {
    kind: "sum",
    accumulator: "f64",
    base: new Float64Array(dimension),
    ...(scale === 1 ? {} : { scale }),
    ...(identity ? {} : { bias: Float64Array.from(bias) }),
  };
}

/** The tree as `addTree` takes it. Undefined, with the fault reported, where a split does not exist. */
function treeArrays(
  tree: SourceTree,
  facts: { splits: readonly Split[]; dimension: number; problems: Problems },
): TreeArrays | undefined {
  const { splits, dimension, problems } = facts;
  const { split, zero, one, row, values, weight } = tree;
  const odd = split.findIndex((number, node) => zero[node]! >= 0 && !splits[number]);
  if (odd >= 0) {
    const expected = `one of the ${splits.length} that the features have`;
    const found = `${split[odd]}`;
    problems.add("catboost/bad-value", { what: "the split", found, expected }, tree.where(odd));
    return undefined;
  }
  const splitOf = (node: number) => splits[split[node]!]!;
  return {
    nodeCount: split.length,
    root: 0,
    isLeaf: (node) => zero[node]! < 0,
    left: (node) => (splitOf(node).leftIsOne ? one : zero)[node]!,
    right: (node) => (splitOf(node).leftIsOne ? zero : one)[node]!,
    split: (node) => splitOf(node).spec,
    leafRow: (node) => Array.from({ length: dimension }, (_, i) => values[row[node]! + i]!),
    ...(weight ? { samples: (node) => weight[node]! } : {}),
  };
}

function trainingOf({ floats }: SourceModel, categories: readonly Categories[]): TrainingMissing {
  if (floats.some(({ hasNaN }) => hasNaN)) {
    return { seen: "yes", because: "the file marks features that had some" };
  }
  // What comes in for a category that is not on its column's list.
  if (categories.some(({ names }) => names !== undefined)) {
    return { seen: "yes", because: "NaN stands for categories that no split asks for" };
  }
  return { seen: "no", because: "the file marks no feature that had some" };
}
