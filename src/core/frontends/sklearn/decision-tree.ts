import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { choicesHead, type Head, probabilityHead, valueHead } from "../../ir/model.ts";
import { ForestBuilder } from "../../ir/predictors/forest/build.ts";
import { divisors } from "../../ir/predictors/forest/forest.ts";
import { largest } from "../../math.ts";
import { addTree } from "../tree-arrays.ts";
import type { EstimatorOptions, Read } from "./estimators.ts";
import { type Fitted, itemsOf, openFitted, pathOf, widthOf } from "./fitted.ts";
import { readLabelNumbers, readLabels } from "./labels.ts";
import { trainingMissing } from "./missing.ts";
import { pairwiseSum } from "./pairwise-sum.ts";
import { atLeast } from "./release.ts";
import { openTree, type Tree, treeArrays } from "./tree.ts";

/** How a leaf's stored values become its row of the pool. */
type LeafRow = (values: Float64Array, at: string) => ArrayLike<number>;

type Once = EstimatorOptions["once"];

/** A tree and where it stands. */
interface PlacedTree {
  readonly path: string;
  readonly tree: Tree;
}

/** Trees whose leaves are added up: probabilities of classes, or values. */
interface Trees {
  readonly fitted: Fitted;
  readonly head: Head;
  readonly scores: number;
  /** Targets, and how many numbers a node's values have for each. */
  readonly outputs: number;
  readonly width: number;
  readonly leafRow: LeafRow;
}

export function readTreeClassifier(
  fitted: Fitted,
  problems: Problems,
  { once }: EstimatorOptions,
): Read {
  return readTrees(classes(fitted), [ownTree(fitted, once)], problems);
}

export function readTreeRegressor(
  fitted: Fitted,
  problems: Problems,
  { once }: EstimatorOptions,
): Read {
  const own = ownTree(fitted, once);
  return readTrees(values(fitted, own.tree.outputs), [own], problems);
}

export function readForestClassifier(
  fitted: Fitted,
  problems: Problems,
  { once }: EstimatorOptions,
): Read {
  return averaged(readTrees(classes(fitted), memberTrees(fitted, once), problems));
}

export function readForestRegressor(
  fitted: Fitted,
  problems: Problems,
  { once }: EstimatorOptions,
): Read {
  const members = memberTrees(fitted, once);
  return averaged(readTrees(values(fitted, members[0]?.tree.outputs ?? 1), members, problems));
}

/** The sums of all trees, divided at the end. */
function averaged(read: Read): Read {
  const { predictor } = read;
  const { scores, roots, combine } = predictor;
  const divisor = divisors(scores, roots.length);
  return {
    ...read,
    predictor: {
      ...predictor,
      combine: combine.kind === "sum" ? { ...combine, divisor } : combine,
    },
  };
}

function ownTree(fitted: Fitted, once: Once): PlacedTree {
  return { path: pathOf(fitted, "tree_"), tree: openTree(fitted, once) };
}

function memberTrees(fitted: Fitted, once: Once): readonly PlacedTree[] {
  return itemsOf(fitted, "estimators_").map((member, index) =>
    ownTree(openFitted(member, pathOf(fitted, `estimators_[${index}]`)), once),
  );
}

function values(fitted: Fitted, outputs: number): Trees {
  const leafRow: LeafRow = (row) => row;
  return { fitted, head: valueHead(outputs), scores: outputs, outputs, width: 1, leafRow };
}

function classes(fitted: Fitted): Trees {
  const outputs = fitted.attributes.get("n_outputs_");
  if (typeof outputs === "number" && outputs > 1) return severalClasses(fitted);
  const labels = readLabels(fitted);
  const width = labels.names.length;
  const leafRow = toFractions(fitted);
  return { fitted, head: probabilityHead(labels), scores: width, outputs: 1, width, leafRow };
}

/** Values are class counts up to 1.3 and fractions from 1.4, which a second division would change. */
function toFractions({ release }: Fitted): LeafRow {
  return atLeast(release, 1, 4) ? (row) => row : fractions;
}

/** A classification an output. Each has room for as many classes as the one with most. */
function severalClasses(fitted: Fitted): Trees {
  const head = choicesHead(readLabelNumbers(fitted));
  const width = largest(head.choices.map(({ classes }) => classes.length));
  const share = toFractions(fitted);
  const leafRow: LeafRow = (row, at) =>
    head.choices.flatMap(({ classes }, output) => {
      const first = output * width;
      return Array.from(share(row.subarray(first, first + classes.length), at));
    });
  const outputs = head.choices.length;
  const scores = head.choices.reduce((sum, { classes }) => sum + classes.length, 0);
  return { fitted, head, scores, outputs, width, leafRow };
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

function readTrees(
  { fitted, head, scores, outputs, width: stored, leafRow }: Trees,
  trees: readonly PlacedTree[],
  problems: Problems,
): Read {
  const builder = new ForestBuilder(scores);
  const width = widthOf(fitted);
  for (const { path, tree } of trees) {
    if (tree.valueWidth !== outputs * stored || tree.outputs !== outputs) {
      const facts = { array: "values", length: tree.valueWidth, expected: outputs * stored };
      problems.add("tree/lengths-disagree", facts, path);
      continue;
    }
    const arrays = treeArrays(tree, (row) => leafRow(row, path));
    addTree(builder, arrays, width, 0, problems, (node) => `${path}, node ${node}`);
  }
  if (trees.length === 0) problems.add("model/no-trees", {}, pathOf(fitted, "estimators_"));
  problems.throwIfErrors();
  const base = new Float64Array(scores);
  return {
    predictor: builder.finish(scores, { kind: "sum", accumulator: "f64", base }),
    head,
    training: trainingMissing(
      fitted,
      trees.map(({ tree }) => tree),
    ),
  };
}
