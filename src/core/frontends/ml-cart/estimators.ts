import {
  arrayAt,
  choiceAt,
  failType,
  type JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  pathOf,
  stringAt,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import { type FlatTree, flattenTree } from "./nodes.ts";

/** A model of ml-cart 2.1 or ml-random-forest 2.1, read but not yet judged. */
export interface Estimator {
  readonly library: "ml-cart" | "ml-random-forest";
  /** The exported class. */
  readonly className: string;
  readonly isClassifier: boolean;
  readonly combine: "single" | "vote" | "mean" | "median";
  readonly trees: readonly FlatTree[];
  /** Forests: the model's column of each column of each tree. */
  readonly columns: readonly (readonly number[])[] | undefined;
}

type Reader = (document: JsonObject, problems: Problems) => Estimator;

/** By the `name` that toJSON writes. */
const READERS: ReadonlyMap<unknown, Reader> = new Map<string, Reader>([
  ["DTClassifier", (document) => readTreeModel(document, "DecisionTreeClassifier", true)],
  ["DTRegression", (document) => readTreeModel(document, "DecisionTreeRegression", false)],
  [
    "RFClassifier",
    (document, problems) => readForest(document, "RandomForestClassifier", problems),
  ],
  [
    "RFRegression",
    (document, problems) => readForest(document, "RandomForestRegression", problems),
  ],
]);

export function isEstimator(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.hasOwn(value, "name") &&
    READERS.has((value as { name: unknown }).name)
  );
}

export function readEstimator(document: JsonObject, problems: Problems): Estimator {
  const read = READERS.get(stringAt(document, "name"));
  return read
    ? read(document, problems)
    : failType("an ml-cart model", document.value, document.path, document.file);
}

function readTreeModel(document: JsonObject, className: string, isClassifier: boolean): Estimator {
  const trees = [flattenTree(objectAt(document, "root"), isClassifier)];
  return {
    library: "ml-cart",
    className,
    isClassifier,
    combine: "single",
    trees,
    columns: undefined,
  };
}

function readForest(document: JsonObject, className: string, problems: Problems): Estimator {
  const isClassifier = className === "RandomForestClassifier";
  const model = objectAt(document, "baseModel");
  const estimators = objectsAt(model, "estimators");
  const columns = arrayAt(model, "indexes").map((row, i) => {
    const at = `${pathOf(model, "indexes")}[${i}]`;
    const isNumbers = Array.isArray(row) && row.every((index) => typeof index === "number");
    return isNumbers ? (row as number[]) : failType("an array of numbers", row, at, model.file);
  });
  const expected = numberAt(model, "nEstimators");
  for (const [array, { length }] of Object.entries({ estimators, indexes: columns })) {
    if (length === expected) continue;
    problems.add("tree/lengths-disagree", { array, length, expected }, pathOf(model, array));
  }
  if (estimators.length === 0) problems.add("model/no-trees", {}, pathOf(model, "estimators"));
  problems.throwIfErrors();
  const trees = estimators.map((tree) => flattenTree(objectAt(tree, "root"), isClassifier));
  trees.forEach(({ lastColumn }, i) => {
    const features = columns[i]!.length;
    if (lastColumn < features) return;
    const facts = { feature: lastColumn, features };
    problems.add("tree/feature-out-of-range", facts, estimators[i]!.path);
  });
  return {
    library: "ml-random-forest",
    className,
    isClassifier,
    combine: isClassifier ? "vote" : choiceAt(document, "selectionMethod", ["mean", "median"]),
    trees,
    columns,
  };
}
