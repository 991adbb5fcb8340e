import { toColumn, toNumbers } from "../../containers/numpy-array.ts";
import {
  describe,
  isArray,
  isDict,
  isList,
  isObject,
  type PickleValue,
} from "../../containers/pickle-values.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import type { ClassHead, TrainingMissing, ValueHead, ValueLink } from "../../ir/model.ts";
import { ForestBuilder } from "../../ir/predictors/forest/build.ts";
import { addTree, type TreeArrays } from "../tree-arrays.ts";
import { type Boosting, lossOf } from "./boosting.ts";
import type { EstimatorOptions, Read } from "./estimators.ts";
import { type Fitted, itemsOf, pathOf, required, widthOf } from "./fitted.ts";
import { type CodeSets, type HistColumns, histColumns, leftEdges } from "./hist-categories.ts";
import { readLabels } from "./labels.ts";
import { smallestRawOfClassOne } from "./log-loss-tie.ts";
import { atLeast } from "./release.ts";

/** Each loss of a regression, and what makes values of its scores. Gamma came with 1.3. */
const REGRESSION_LOSSES: ReadonlyMap<string, ValueLink["kind"]> = new Map([
  ["squared_error", "identity"],
  ["absolute_error", "identity"],
  ["quantile", "identity"],
  ["poisson", "exp"],
  ["gamma", "exp"],
]);
/** "auto" and the cross-entropies were names of log_loss up to 1.2. */
const CLASSIFICATION_LOSSES = [
  "log_loss",
  "auto",
  "binary_crossentropy",
  "categorical_crossentropy",
];

export function readHistRegressor(
  fitted: Fitted,
  problems: Problems,
  options: EstimatorOptions,
): Read {
  const loss = lossOf(fitted, [...REGRESSION_LOSSES.keys()]);
  const head: ValueHead = {
    kind: "values",
    type: "f64",
    links: [{ kind: REGRESSION_LOSSES.get(loss)! }],
  };
  return readHist({ fitted, head, scores: 1 }, problems, options);
}

export function readHistClassifier(
  fitted: Fitted,
  problems: Problems,
  options: EstimatorOptions,
): Read {
  lossOf(fitted, CLASSIFICATION_LOSSES);
  const labels = readLabels(fitted);
  const classes = { kind: "classes", labels, type: "f64" } as const;
  if (labels.names.length > 2) {
    const head: ClassHead = { ...classes, link: "softmax", decide: { kind: "argmax" } };
    return readHist({ fitted, head, scores: labels.names.length }, problems, options);
  }
  // Up to 1.4 the larger probability; from 1.5 the sign of the score. A tie is class 0.
  const decide: ClassHead["decide"] = atLeast(fitted.release, 1, 5)
    ? { kind: "threshold", compare: "gt", value: 0 }
    : { kind: "threshold", compare: "ge", value: smallestRawOfClassOne() };
  return readHist(
    { fitted, head: { ...classes, link: "sigmoid", decide }, scores: 1 },
    problems,
    options,
  );
}

function readHist(
  { fitted, head, scores }: Boosting,
  problems: Problems,
  options: EstimatorOptions,
): Read {
  const reads = histColumns(fitted, options.encode);
  const iterations = itemsOf(fitted, "_predictors");
  const at = pathOf(fitted, "_predictors");
  if (iterations.length === 0) fail("model/no-trees", {}, { at });
  const width = widthOf(fitted);
  const builder = new ForestBuilder(1);
  let asWithoutMissing = true;
  iterations.forEach((iteration, index) => {
    const members = isList(iteration) ? iteration : [];
    if (members.length !== scores) {
      const facts = { array: "an iteration", length: members.length, expected: scores };
      problems.add("tree/lengths-disagree", facts, `${at}[${index}]`);
    }
    members.slice(0, scores).forEach((member, score) => {
      const path = `${at}[${index}][${score}]`;
      options.once(member, path);
      const tree = openPredictor(member, path, reads);
      asWithoutMissing &&= tree.sendsMissingToLargerChild();
      addTree(builder, tree, width, score, problems, (node) => `${path}, node ${node}`);
    });
  });
  const base = readBaseline(fitted, scores);
  problems.throwIfErrors();
  return {
    predictor: builder.finish(scores, { kind: "sum", accumulator: "f64", base }),
    head,
    training: reads.encodedMissing ? SAW_MISSING : trainingMissing(asWithoutMissing),
    input: "f64",
    ...(reads.columns ? { columns: reads.columns } : {}),
    notes: reads.raw ? [LARGE_CODES] : [],
  };
}

const SAW_MISSING: TrainingMissing = {
  seen: "yes",
  because: "they are among the categories that training saw",
};

/** The mark is the same as in `missing.ts`, but these estimators take NaN in every release. */
function trainingMissing(asWithoutMissing: boolean): TrainingMissing {
  return asWithoutMissing
    ? {
        seen: "no",
        because: "every split sends them to its larger child, the mark of training without any",
      }
    : {
        seen: "yes",
        because: "some splits send them to their smaller child, so training saw some",
      };
}

const LARGE_CODES =
  "Category codes of 256 and more count as unknown; scikit-learn up to 1.3 leaves to the C compiler what becomes of them.";

/** `_baseline_prediction`: one number a score. */
function readBaseline(fitted: Fitted, scores: number): Float64Array {
  const value = required(fitted, "_baseline_prediction");
  const at = pathOf(fitted, "_baseline_prediction");
  const numbers = isArray(value) ? toNumbers(value) : [value].filter((x) => typeof x === "number");
  if (numbers?.length !== scores) {
    const facts = { array: "_baseline_prediction", length: numbers?.length ?? 0, expected: scores };
    fail("tree/lengths-disagree", facts, { at });
  }
  for (const x of numbers)
    if (!Number.isFinite(x)) fail("tree/non-finite-leaf", { value: x }, { at });
  return Float64Array.from(numbers);
}

interface Predictor extends TreeArrays {
  sendsMissingToLargerChild(): boolean;
}

/** One `TreePredictor`. Leaf values hold the learning rate already. */
function openPredictor(value: PickleValue, path: string, reads: HistColumns): Predictor {
  const state = isObject(value) ? value.state : undefined;
  const nodes = isDict(state) ? state.get("nodes") : undefined;
  if (!isArray(nodes)) {
    const facts = { attribute: "nodes", found: describe(nodes), expected: "an array of nodes" };
    fail("sklearn/bad-attribute", facts, { at: path });
  }
  const column = (name: string): Float64Array => {
    const numbers = toColumn(nodes, name);
    if (numbers) return numbers;
    const facts = { attribute: name, found: "absent or no number", expected: "a column of nodes" };
    fail("sklearn/bad-attribute", facts, { at: path });
  };
  const isLeaf = column("is_leaf");
  const categorical = column("is_categorical");
  const [left, right, count] = [column("left"), column("right"), column("count")];
  const [feature, threshold] = [column("feature_idx"), column("num_threshold")];
  const [missingLeft, values] = [column("missing_go_to_left"), column("value")];
  const set = column("bitset_idx");
  const sets = codeSets(state, path, reads);
  return {
    nodeCount: isLeaf.length,
    root: 0,
    isLeaf: (node) => isLeaf[node] !== 0,
    left: (node) => left[node]!,
    right: (node) => right[node]!,
    split: (node) => {
      const own = feature[node]!;
      const missing = missingLeft[node] ? "left" : "right";
      if (!categorical[node]) {
        return { feature: own, threshold: threshold[node]!, compare: "le", type: "f64", missing };
      }
      const at = { feature: own, set: set[node]!, missingLeft: missing === "left" };
      if (!reads.known[own] || at.set * 8 + 8 > sets.words.length) {
        const facts = {
          attribute: "bitset_idx",
          found: "another",
          expected: "a set of categories",
        };
        fail("sklearn/bad-attribute", facts, { at: `${path}, node ${node}` });
      }
      return { feature: own, edges: leftEdges(sets, at), type: "f64", missing };
    },
    leafRow: (node) => [values[node]!],
    samples: (node) => count[node]!,
    sendsMissingToLargerChild: () =>
      isLeaf.every(
        (leaf, node) =>
          leaf !== 0 || count[left[node]!]! > count[right[node]!]! === (missingLeft[node] !== 0),
      ),
  };
}

function codeSets(state: PickleValue | undefined, path: string, reads: HistColumns): CodeSets {
  const value = isDict(state) ? state.get("raw_left_cat_bitsets") : undefined;
  const words = isArray(value) ? toNumbers(value) : undefined;
  if (words) return { words, known: reads.known, raw: reads.raw };
  const expected = "an array of words";
  const facts = { attribute: "raw_left_cat_bitsets", found: describe(value), expected };
  return fail("sklearn/bad-attribute", facts, { at: path });
}
