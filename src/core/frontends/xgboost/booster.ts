import {
  hasKey,
  type JsonObject,
  numbersAt,
  objectAt,
  objectsAt,
  pathOf,
  stringAt,
} from "../../containers/json-view.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { countAt } from "./parameters.ts";

/** The trees of a booster in file order, which is the order they are added in. */
export interface Booster {
  readonly trees: readonly JsonObject[];
  /** The margin that each tree counts for. */
  readonly treeInfo: readonly number[];
  /** JSON path of `treeInfo`. */
  readonly treeInfoPath: string;
  /** DART's factor of each tree, in float32; trees beyond its end have 1. */
  readonly weights: readonly number[];
  readonly iterations: number;
}

/** Reads `gradient_booster` of gbtree and DART models; other boosters are refused by name. */
export function readBooster(learner: JsonObject, groups: number, problems: Problems): Booster {
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
  const treeInfo = numbersAt(model, "tree_info");
  const treeInfoPath = pathOf(model, "tree_info");
  const parameters = objectAt(model, "gbtree_model_param");
  const declared = countAt(parameters, "num_trees");
  if (declared !== trees.length) {
    const facts = { array: "trees", length: trees.length, expected: declared };
    problems.add("tree/lengths-disagree", facts, pathOf(model, "trees"));
  }
  if (treeInfo.length !== trees.length) {
    const facts = { array: "tree_info", length: treeInfo.length, expected: trees.length };
    problems.add("tree/lengths-disagree", facts, treeInfoPath);
  }
  if (trees.length === 0) problems.add("model/no-trees", {}, pathOf(model, "trees"));
  const perIteration = countAt(parameters, "num_parallel_tree", 1) * groups;
  return {
    trees,
    treeInfo,
    treeInfoPath,
    weights: readWeights(outer, model),
    iterations: hasKey(model, "iteration_indptr")
      ? numbersAt(model, "iteration_indptr").length - 1
      : Math.floor(trees.length / perIteration),
  };
}

/** `weight_drop` stands beside the model up to release 3.3.0, inside it from 3.4.1. */
function readWeights(outer: JsonObject, model: JsonObject): readonly number[] {
  const holder = [outer, model].find((object) => hasKey(object, "weight_drop"));
  return holder ? numbersAt(holder, "weight_drop").map(Math.fround) : [];
}
