import { placeOf } from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import { argmax } from "../../ir/head.ts";
import { ForestBuilder } from "../../ir/predictors/forest/build.ts";
import { type Combine, divisors, type Forest } from "../../ir/predictors/forest/forest.ts";
import { addTree } from "../tree-arrays.ts";
import type { Estimator } from "./estimators.ts";
import { treeArrays } from "./nodes.ts";

/** Most numbers in all leaves together, after short class distributions are filled up. */
const MAX_LEAF_VALUES = 2 ** 24;

interface Sizes {
  readonly width: number;
  /** Classes; 1 for regression. */
  readonly classes: number;
}

/**
 * The estimator's trees as a forest: a tree's leaves are class fractions or a value; a forest's
 * trees vote (a leaf is the class with the first largest fraction) or give values.
 */
export function addEnsemble(estimator: Estimator, sizes: Sizes, problems: Problems): Forest {
  const { combine, isClassifier, trees, columns } = estimator;
  const { width, classes } = sizes;
  const stride = combine === "single" && isClassifier ? classes : 1;
  const nodeCount = trees.reduce((sum, tree) => sum + tree.nodes.length, 0);
  if (nodeCount * stride > MAX_LEAF_VALUES) {
    const facts = { what: "numbers in leaves", count: nodeCount * stride, limit: MAX_LEAF_VALUES };
    problems.add("model/too-many", facts, "distribution");
    problems.throwIfErrors();
  }
  const builder = new ForestBuilder(stride);
  const leafRow = combine === "vote" ? vote : (leaf: readonly number[]) => fill(leaf, stride);
  trees.forEach((tree, i) => {
    const own = columns?.[i];
    const toModel = own && ((column: number) => own[column] ?? -1);
    const arrays = treeArrays(tree, toModel, leafRow);
    addTree(builder, arrays, width, 0, problems, (node) => placeOf(tree.paths[node] ?? ""));
  });
  problems.throwIfErrors();
  const scores = isClassifier ? classes : 1;
  return builder.finish(scores, combineOf(combine, { scores, trees: trees.length }));
}

function vote(leaf: readonly number[]): number[] {
  return leaf.every(Number.isFinite) ? [argmax(leaf)] : [Number.NaN];
}

/** Classes above a leaf's largest label have fraction 0. */
function fill(leaf: readonly number[], stride: number): ArrayLike<number> {
  if (leaf.length === stride) return leaf;
  const row = new Float64Array(stride);
  row.set(leaf);
  return row;
}

function combineOf(
  combine: Estimator["combine"],
  { scores, trees }: { readonly scores: number; readonly trees: number },
): Combine {
  if (combine === "vote") return { kind: "vote", ties: "first-to-reach" };
  if (combine === "median") return { kind: "median" };
  const divisor = combine === "mean" ? { divisor: divisors(scores, trees) } : {};
  return { kind: "sum", accumulator: "f64", base: new Float64Array(scores), ...divisor };
}
