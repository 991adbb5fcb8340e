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
import { type ClassHead, type TrainingMissing, valueHead } from "../../ir/model.ts";
import { ForestBuilder } from "../../ir/predictors/forest/build.ts";
import { addTree, type TreeArrays } from "../tree-arrays.ts";
import { type Boosting, lossOf } from "./boosting.ts";
import type { Read } from "./estimators.ts";
import { type Fitted, itemsOf, pathOf, required, widthOf } from "./fitted.ts";
import { readLabels } from "./labels.ts";
import { smallestRawOfClassOne } from "./log-loss-tie.ts";
import { atLeast } from "./release.ts";

/** Losses whose link is the identity. */
const REGRESSION_LOSSES = ["squared_error", "absolute_error", "quantile"];
/** "auto" and the cross-entropies were names of log_loss up to 1.2. */
const CLASSIFICATION_LOSSES = [
  "log_loss",
  "auto",
  "binary_crossentropy",
  "categorical_crossentropy",
];

export function readHistRegressor(fitted: Fitted, problems: Problems): Read {
  lossOf(fitted, REGRESSION_LOSSES);
  return readHist({ fitted, head: valueHead(1), scores: 1 }, problems);
}

export function readHistClassifier(fitted: Fitted, problems: Problems): Read {
  lossOf(fitted, CLASSIFICATION_LOSSES);
  const labels = readLabels(fitted);
  const classes = { kind: "classes", labels, type: "f64" } as const;
  if (labels.names.length > 2) {
    const head: ClassHead = { ...classes, link: "softmax", decide: { kind: "argmax" } };
    return readHist({ fitted, head, scores: labels.names.length }, problems);
  }
  // Up to 1.4 the larger probability; from 1.5 the sign of the score. A tie is class 0.
  const decide: ClassHead["decide"] = atLeast(fitted.release, 1, 5)
    ? { kind: "threshold", compare: "gt", value: 0 }
    : { kind: "threshold", compare: "ge", value: smallestRawOfClassOne() };
  return readHist({ fitted, head: { ...classes, link: "sigmoid", decide }, scores: 1 }, problems);
}

function readHist({ fitted, head, scores }: Boosting, problems: Problems): Read {
  refuseCategories(fitted);
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
      const tree = openPredictor(member, path);
      asWithoutMissing &&= tree.sendsMissingToLargerChild();
      addTree(builder, tree, width, score, problems, (node) => `${path}, node ${node}`);
    });
  });
  const base = readBaseline(fitted, scores);
  problems.throwIfErrors();
  return {
    predictor: builder.finish(scores, { kind: "sum", accumulator: "f64", base }),
    head,
    training: trainingMissing(asWithoutMissing),
    input: "f64",
  };
}

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

function refuseCategories(fitted: Fitted): void {
  const mask = fitted.attributes.get("is_categorical_");
  const categorical = isArray(mask) ? (toNumbers(mask)?.indexOf(1) ?? -1) : -1;
  if (categorical >= 0)
    failCategorical(`feature ${categorical}`, pathOf(fitted, "is_categorical_"));
}

function failCategorical(which: string, at: string): never {
  const facts = {
    what: `a categorical feature of HistGradientBoosting (${which})`,
    advice: "train with categorical_features=None on numeric codes",
  };
  fail("sklearn/unsupported-option", facts, { at });
}

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
function openPredictor(value: PickleValue, path: string): Predictor {
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
  return {
    nodeCount: isLeaf.length,
    root: 0,
    isLeaf: (node) => isLeaf[node] !== 0,
    left: (node) => left[node]!,
    right: (node) => right[node]!,
    split: (node) => {
      if (categorical[node]) failCategorical(`feature ${feature[node]}`, `${path}, node ${node}`);
      return {
        feature: feature[node]!,
        threshold: threshold[node]!,
        compare: "le",
        type: "f64",
        missing: missingLeft[node] ? "left" : "right",
      };
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
