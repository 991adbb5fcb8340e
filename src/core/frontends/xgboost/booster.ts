import {
  hasKey,
  type JsonObject,
  numericAt,
  objectAt,
  objectsAt,
  pathOf,
  stringAt,
} from "../../containers/json-view.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { badParameter, countAt } from "./parameters.ts";

/** The trees of a booster in file order, which is the order they are added in. */
export interface Booster {
  readonly model: JsonObject;
  readonly trees: readonly JsonObject[];
  /** The margin that each tree counts for. */
  readonly treeInfo: ArrayLike<number>;
  /** DART's factor of each tree, in float32; trees beyond its end have 1. */
  readonly weights: ArrayLike<number>;
  /** DART of a release up to 3.2: later ones call it a gbtree. */
  readonly isDart: boolean;
  readonly iterations: number;
  /** How many trees the first so many iterations have. */
  treesOf(iterations: number): number;
}

/** Reads `gradient_booster` of gbtree and DART models; other boosters are refused by name. */
export function readBooster(learner: JsonObject, scores: number, problems: Problems): Booster {
  const outer = objectAt(learner, "gradient_booster");
  const name = stringAt(outer, "name");
  if (name !== "gbtree" && name !== "dart") {
    const at = pathOf(outer, "name");
    fail("xgboost/unsupported-booster", { booster: name }, { file: outer.file, at });
  }
  // DART up to release 3.2.0 wraps a gbtree; from 3.3.0 it is a gbtree with weights.
  const inner = hasKey(outer, "gbtree") ? objectAt(outer, "gbtree") : outer;
  const model = objectAt(inner, "model");
  const trees = objectsAt(model, "trees");
  const treeInfo = numericAt(model, "tree_info");
  const parameters = objectAt(model, "gbtree_model_param");
  const declared = countAt(parameters, "num_trees");
  checkLength("trees", trees.length, declared);
  checkLength("tree_info", treeInfo.length, trees.length);
  if (trees.length === 0) problems.add("model/no-trees", {}, pathOf(model, "trees"));
  const ends = hasKey(model, "iteration_indptr")
    ? numericAt(model, "iteration_indptr")
    : evenEnds(trees.length, countAt(parameters, "num_parallel_tree", 1) * scores);
  if (trees.length > 0 && !areEnds(ends, trees.length)) {
    const expected = `a rising list from 0 to ${trees.length}`;
    badParameter(model, "iteration_indptr", "a list of trees", expected);
  }
  return {
    model,
    trees,
    treeInfo,
    weights: readWeights(outer, model),
    isDart: name === "dart",
    iterations: ends.length - 1,
    treesOf: (iterations) => ends[iterations]!,
  };

  function checkLength(array: string, length: number, expected: number): void {
    if (length === expected) return;
    problems.add("tree/lengths-disagree", { array, length, expected }, pathOf(model, array));
  }
}

/** Releases before 2.0 do not say where iterations end: all have as many trees. */
function evenEnds(trees: number, each: number): ArrayLike<number> {
  const step = Math.max(1, each);
  const ends = Array.from({ length: Math.floor(trees / step) + 1 }, (_, i) => i * step);
  if (ends.at(-1) !== trees) ends.push(trees);
  return ends;
}

function areEnds(ends: ArrayLike<number>, trees: number): boolean {
  for (let i = 1; i < ends.length; i++) {
    if (!Number.isInteger(ends[i]) || ends[i]! < ends[i - 1]!) return false;
  }
  return ends[0] === 0 && ends[ends.length - 1] === trees;
}

/** `weight_drop` stands beside the model up to release 3.3.0, inside it from 3.4.1. */
function readWeights(outer: JsonObject, model: JsonObject): ArrayLike<number> {
  const holder = [outer, model].find((object) => hasKey(object, "weight_drop"));
  return holder ? Float32Array.from(numericAt(holder, "weight_drop")) : [];
}
