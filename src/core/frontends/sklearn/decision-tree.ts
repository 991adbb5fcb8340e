import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { type ClassHead, type Head, valueHead } from "../../ir/model.ts";
import { ForestBuilder } from "../../ir/predictors/forest/build.ts";
import { divisors } from "../../ir/predictors/forest/forest.ts";
import { addTree, type TreeArrays } from "../tree-arrays.ts";
import type { Read } from "./estimators.ts";
import { type Fitted, itemsOf, openFitted, pathOf, widthOf } from "./fitted.ts";
import { readLabels } from "./labels.ts";
import { trainingMissing } from "./missing.ts";
import { pairwiseSum } from "./pairwise-sum.ts";
import { atLeast } from "./release.ts";
import { openTree, type Tree, treeArrays } from "./tree.ts";

/** How a leaf's stored values become its row of the pool. */
type LeafRow = (values: Float64Array, at: string) => ArrayLike<number>;

/** One tree of an average. */
export interface Member {
  readonly path: string;
  readonly tree: Tree;
  /** The input feature that each of its features is; absent: the same. */
  readonly features?: ArrayLike<number>;
  /** The class that each of its classes is; absent: the same. */
  readonly classes?: ArrayLike<number>;
}

/** A tree, or trees whose leaves are averaged: probabilities of classes, or values. */
interface Averaged {
  readonly fitted: Fitted;
  /** In the order they are added up. */
  readonly members: readonly Member[];
  readonly combine: "sum" | "mean";
  readonly head: Head;
  readonly scores: number;
  readonly leafRow: LeafRow;
}

export function readTreeClassifier(fitted: Fitted, problems: Problems): Read {
  return readAveraged({ ...classes(fitted), members: [ownTree(fitted)], combine: "sum" }, problems);
}

export function readTreeRegressor(fitted: Fitted, problems: Problems): Read {
  return readAveraged({ ...values(fitted), members: [ownTree(fitted)], combine: "sum" }, problems);
}

export function readForestClassifier(fitted: Fitted, problems: Problems): Read {
  return readAveragedClasses(fitted, memberTrees(fitted), problems);
}

export function readForestRegressor(fitted: Fitted, problems: Problems): Read {
  return readAveragedValues(fitted, memberTrees(fitted), problems);
}

export function readAveragedClasses(
  fitted: Fitted,
  members: readonly Member[],
  problems: Problems,
): Read {
  return readAveraged({ ...classes(fitted), members, combine: "mean" }, problems);
}

export function readAveragedValues(
  fitted: Fitted,
  members: readonly Member[],
  problems: Problems,
): Read {
  return readAveraged({ ...values(fitted), members, combine: "mean" }, problems);
}

function ownTree(fitted: Fitted) {
  return { path: pathOf(fitted, "tree_"), tree: openTree(fitted) };
}

function memberTrees(fitted: Fitted) {
  return itemsOf(fitted, "estimators_").map((member, index) =>
    ownTree(openFitted(member, pathOf(fitted, `estimators_[${index}]`))),
  );
}

function values(fitted: Fitted) {
  return {
    fitted,
    head: valueHead(1),
    scores: 1,
    leafRow: (row: Float64Array) => row,
  };
}

function classes(fitted: Fitted) {
  refuseSeveralOutputs(fitted);
  const labels = readLabels(fitted);
  const head: ClassHead = {
    kind: "classes",
    labels,
    link: "identity",
    type: "f64",
    decide: { kind: "argmax" },
  };
  // Values are class counts up to 1.3 and fractions from 1.4, which a second division would change.
  const leafRow: LeafRow = atLeast(fitted.release, 1, 4) ? (row) => row : fractions;
  return { fitted, head, scores: labels.names.length, leafRow };
}

function refuseSeveralOutputs(fitted: Fitted): void {
  const outputs = fitted.attributes.get("n_outputs_");
  if (typeof outputs !== "number" || outputs === 1) return;
  const facts = {
    what: `${fitted.className} with ${outputs} outputs`,
    advice: "train one model an output",
  };
  fail("sklearn/unsupported-option", facts, { at: pathOf(fitted, "n_outputs_") });
}

function fractions(counts: Float64Array, at: string): Float64Array {
  const sum = pairwiseSum(counts);
  const row = counts.map((count) => count / (sum === 0 ? 1 : sum));
  // A single tree decides on the counts; only where rounding makes a tie could that differ.
  if (firstMaximum(row) !== firstMaximum(counts)) fail("sklearn/rounded-tie", {}, { at });
  return row;
}

function firstMaximum(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

function readAveraged(averaged: Averaged, problems: Problems): Read {
  const { fitted, members, combine, head, scores, leafRow } = averaged;
  const builder = new ForestBuilder(scores);
  const width = widthOf(fitted);
  for (const member of members) {
    const { path, tree } = member;
    const expected = member.classes?.length ?? scores;
    if (tree.valueWidth !== expected) {
      const facts = { array: "values", length: tree.valueWidth, expected };
      problems.add("tree/lengths-disagree", facts, path);
      continue;
    }
    const arrays = memberArrays(member, scores, (row) => leafRow(row, path));
    addTree(builder, arrays, width, 0, problems, (node) => `${path}, node ${node}`);
  }
  if (members.length === 0) problems.add("model/no-trees", {}, pathOf(fitted, "estimators_"));
  problems.throwIfErrors();
  return {
    predictor: builder.finish(scores, {
      kind: "sum",
      accumulator: "f64",
      base: new Float64Array(scores),
      ...(combine === "mean" ? { divisor: divisors(scores, members.length) } : {}),
    }),
    head,
    training: trainingMissing(
      fitted,
      members.map(({ tree }) => tree),
    ),
  };
}

/** A member's tree in the features and classes of the whole. */
function memberArrays(
  { tree, features, classes, path }: Member,
  scores: number,
  leafRow: (values: Float64Array) => ArrayLike<number>,
): TreeArrays {
  const arrays = treeArrays(tree, classes ? (row) => scattered(leafRow(row), classes) : leafRow);
  if (classes) checkClasses(classes, scores, path);
  if (!features) return arrays;
  const split = (node: number) => {
    const own = arrays.split(node);
    // Out of its own features: no feature at all.
    return { ...own, feature: features[own.feature] ?? -1 };
  };
  return { ...arrays, split };

  function scattered(row: ArrayLike<number>, to: ArrayLike<number>): Float64Array {
    const all = new Float64Array(scores);
    for (let i = 0; i < row.length; i++) all[to[i]!] = row[i]!;
    return all;
  }
}

function checkClasses(classes: ArrayLike<number>, scores: number, at: string): void {
  const known = (item: number) => Number.isInteger(item) && item >= 0 && item < scores;
  if (Array.from(classes).every(known)) return;
  const facts = { attribute: "classes_", found: "another", expected: `classes below ${scores}` };
  fail("sklearn/bad-attribute", facts, { at });
}
