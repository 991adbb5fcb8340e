import { pathOf } from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import { ForestBuilder } from "../../ir/predictors/forest/build.ts";
import { addTree } from "../tree-arrays.ts";
import type { Booster } from "./booster.ts";
import type { Release } from "./release.ts";
import { readTree, strideOf } from "./trees.ts";

export interface ForestFacts {
  readonly width: number;
  readonly scores: number;
  readonly release: Release;
  /** How many of the file's trees are used. */
  readonly count: number;
  /** Wrappers predict in place, Boosters from a DMatrix: see `readTree`. */
  readonly alone: Float64Array | undefined;
}

/** The trees as they are added, in file order. Reports those that do not fit; the builder is then left unfinished. */
export function addTrees(
  { trees, treeInfo, weights, model }: Booster,
  { width, scores, release, count, alone }: ForestFacts,
  problems: Problems,
): ForestBuilder {
  const used = trees.slice(0, count);
  const stride = used.some((tree) => strideOf(tree) === scores) ? scores : 1;
  const builder = new ForestBuilder(stride);
  used.forEach((tree, index) => {
    const score = treeInfo[index]!;
    if (!Number.isInteger(score) || score < 0 || score + stride > scores) {
      const facts = { found: String(score), expected: `a score below ${scores}` };
      problems.add("xgboost/bad-parameter", facts, `${pathOf(model, "tree_info")}[${index}]`);
      return;
    }
    if (strideOf(tree) !== stride) {
      const facts = { found: String(strideOf(tree)), expected: String(stride) };
      const at = `${tree.path}.tree_param.size_leaf_vector`;
      problems.add("xgboost/bad-parameter", facts, at);
      return;
    }
    const facts = { stride, weight: weights[index] ?? 1, release, alone: alone?.subarray(score) };
    const arrays = readTree(tree, facts, problems);
    if (!arrays) return;
    addTree(builder, arrays, width, score, problems, (node) => `${tree.path}, node ${node}`);
  });
  return builder;
}
