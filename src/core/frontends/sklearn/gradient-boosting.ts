import { isArray } from "../../containers/pickle-values.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { type ClassHead, valueHead } from "../../ir/model.ts";
import { ForestBuilder } from "../../ir/predictors/forest/build.ts";
import { addTree } from "../tree-arrays.ts";
import { type Boosting, lossOf } from "./boosting.ts";
import type { EstimatorOptions, Read } from "./estimators.ts";
import { type Fitted, itemsOf, numberOf, openFitted, pathOf, required, widthOf } from "./fitted.ts";
import { readBase } from "./gradient-boosting-base.ts";
import { readLabels } from "./labels.ts";
import { smallestRawOfClassOne } from "./log-loss-tie.ts";
import { trainingMissing } from "./missing.ts";
import { atLeast } from "./release.ts";
import { openTree, type Tree, treeArrays } from "./tree.ts";

const REGRESSION_LOSSES = ["squared_error", "absolute_error", "huber", "quantile"];
const CLASSIFICATION_LOSSES = ["log_loss", "deviance", "exponential"];

export function readBoostingRegressor(
  fitted: Fitted,
  problems: Problems,
  { once }: EstimatorOptions,
): Read {
  lossOf(fitted, REGRESSION_LOSSES);
  return readBoosting({ fitted, head: valueHead(1), scores: 1 }, problems, once);
}

export function readBoostingClassifier(
  fitted: Fitted,
  problems: Problems,
  { once }: EstimatorOptions,
): Read {
  const loss = lossOf(fitted, CLASSIFICATION_LOSSES);
  const labels = readLabels(fitted);
  if (labels.names.length > 2) {
    const head: ClassHead = {
      kind: "classes",
      labels,
      link: "softmax",
      type: "f64",
      decide: { kind: "argmax" },
    };
    return readBoosting({ fitted, head, scores: labels.names.length }, problems, once);
  }
  // Up to 1.3, log-loss took the larger probability, a tie being class 0.
  const byProbability = loss !== "exponential" && !atLeast(fitted.release, 1, 4);
  const head: ClassHead = {
    kind: "classes",
    labels,
    link: "sigmoid",
    // The exponential loss fits half the log-odds.
    ...(loss === "exponential" ? { linkScale: 2 } : {}),
    type: "f64",
    decide: {
      kind: "threshold",
      compare: "ge",
      value: byProbability ? smallestRawOfClassOne() : 0,
    },
  };
  return readBoosting({ fitted, head, scores: 1 }, problems, once);
}

function readBoosting(
  { fitted, head, scores }: Boosting,
  problems: Problems,
  once: EstimatorOptions["once"],
): Read {
  const members = itemsOf(fitted, "estimators_");
  const table = required(fitted, "estimators_");
  const perStage = isArray(table) ? table.shape[1] : undefined;
  const at = pathOf(fitted, "estimators_");
  if (perStage !== scores) {
    fail(
      "tree/lengths-disagree",
      { array: "a stage", length: perStage ?? 0, expected: scores },
      { at },
    );
  }
  if (members.length === 0) fail("model/no-trees", {}, { at });
  const rate = numberOf(fitted, "learning_rate");
  const width = widthOf(fitted);
  const builder = new ForestBuilder(1);
  const trees: Tree[] = [];
  members.forEach((member, index) => {
    const score = index % scores;
    const regressor = openFitted(member, `${at}[${Math.floor(index / scores)}, ${score}]`);
    const tree = openTree(regressor, once);
    const path = pathOf(regressor, "tree_");
    if (tree.valueWidth !== 1) {
      problems.add(
        "tree/lengths-disagree",
        { array: "values", length: tree.valueWidth, expected: 1 },
        path,
      );
      return;
    }
    trees.push(tree);
    // scikit-learn rounds the product, then the sum.
    const arrays = treeArrays(tree, ([value]) => [rate * value!]);
    addTree(builder, arrays, width, score, problems, (node) => `${path}, node ${node}`);
  });
  const base = readBase(fitted, head, scores);
  problems.throwIfErrors();
  return {
    predictor: builder.finish(scores, { kind: "sum", accumulator: "f64", base }),
    head,
    training: trainingMissing(fitted, trees),
  };
}
