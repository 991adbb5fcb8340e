import type { TrainingMissing } from "../../ir/model.ts";
import type { Fitted } from "./fitted.ts";
import { atLeast } from "./release.ts";
import { sendsMissingToLargerChild, type Tree } from "./tree.ts";

/** First release (1.x) whose `fit` accepts NaN; absent: none does. */
const ACCEPTS_NAN_FROM: ReadonlyMap<string, number> = new Map([
  ["DecisionTreeClassifier", 3],
  ["DecisionTreeRegressor", 3],
  ["BaggingClassifier", 3],
  ["BaggingRegressor", 3],
  ["RandomForestClassifier", 4],
  ["RandomForestRegressor", 4],
  ["ExtraTreeClassifier", 6],
  ["ExtraTreeRegressor", 6],
  ["ExtraTreesClassifier", 6],
  ["ExtraTreesRegressor", 6],
  ["IsolationForest", 6],
]);

/** Takes NaN, but its trees are grown as if there were none, so they do not show it. */
const SILENT = "IsolationForest";

/** Did training see missing values? Judged by the estimator's rules, then by its trees. */
export function trainingMissing(fitted: Fitted, trees: readonly Tree[]): TrainingMissing {
  const { className, release } = fitted;
  const from = ACCEPTS_NAN_FROM.get(className);
  if (from === undefined) return { seen: "no", because: `scikit-learn's ${className} rejects NaN` };
  if (!atLeast(release, 1, from)) {
    return { seen: "no", because: `scikit-learn's ${className} rejects NaN before 1.${from}` };
  }
  if (className === SILENT) {
    return { seen: "unknown", because: `scikit-learn's ${className} does not record it` };
  }
  if (trees.every(sendsMissingToLargerChild)) {
    return {
      seen: "no",
      because: "every split sends them to its larger child, the mark of training without any",
    };
  }
  return {
    seen: "yes",
    because: "some splits send them to their smaller child, so training saw some",
  };
}
