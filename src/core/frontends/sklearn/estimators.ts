import type { PickleValue } from "../../containers/pickle-values.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { Chain, Column, Feature, Head, Origin, TrainingMissing } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import type { Predictor } from "../../ir/predictors/predictor.ts";
import { readPickledCatBoost } from "../catboost/pickled.ts";
import type { ReadOptions } from "../frontend.ts";
import { readPickledLightGbm } from "../lightgbm/pickled.ts";
import { readPickledXgboost } from "../xgboost/pickled.ts";
import { readAdaBoostClassifier, readAdaBoostRegressor } from "./ada-boost.ts";
import { readBaggingClassifier, readBaggingRegressor } from "./bagging.ts";
import {
  readForestClassifier,
  readForestRegressor,
  readTreeClassifier,
  readTreeRegressor,
} from "./decision-tree.ts";
import type { Fitted } from "./fitted.ts";
import { readBoostingClassifier, readBoostingRegressor } from "./gradient-boosting.ts";
import { readHistClassifier, readHistRegressor } from "./hist-gradient-boosting.ts";
import { readIsolationForest } from "./isolation-forest.ts";
import type { MemberReader } from "./members.ts";
import { readMultiOutputClassifier, readMultiOutputRegressor } from "./multi-output.ts";
import { readVotingClassifier, readVotingRegressor } from "./voting.ts";

/** What an estimator's reader gives; inputs and steps are the pipeline's matter. */
export interface Read {
  readonly predictor: Predictor;
  readonly head: Head;
  readonly training: TrainingMissing;
  /** What the estimator converts a row to, after the transformers; absent: f32. */
  readonly input?: FloatType;
  /** What it does to each number of the row then. */
  readonly first?: Chain;
  /** What the predictor reads, where that is not each column of the row in its place. */
  readonly columns?: readonly Column[];
  /** What it knows of the columns of its row. */
  readonly inputs?: readonly Pick<Feature, "range" | "categories">[];
  /** What a user should know, one sentence each. */
  readonly notes?: readonly string[];
  /** Where it is not scikit-learn's own estimator. */
  readonly origin?: Pick<Origin, "library" | "version" | "estimator" | "notes">;
}

/** Options, and how estimators inside an estimator are read. */
export interface EstimatorOptions extends ReadOptions {
  /** Marks a tree as read; fails where it was: a small file could hold it thousands of times. */
  readonly once: (tree: PickleValue, path: string) => void;
  /** Is the row one of a SciPy matrix, which leaves zeros out? */
  readonly sparse: boolean;
  readonly member: MemberReader;
  /** What comes out of a transformer that the estimator holds, given some columns of its row. */
  readonly encode: (
    transformer: PickleValue,
    path: string,
    columns: readonly number[],
  ) => readonly Column[];
}

type EstimatorReader = (fitted: Fitted, problems: Problems, options: EstimatorOptions) => Read;

/** Every estimator that ends a pipeline, by class name. A new one is one entry. */
export const ESTIMATORS: ReadonlyMap<string, EstimatorReader> = new Map<string, EstimatorReader>([
  ["DecisionTreeClassifier", readTreeClassifier],
  ["DecisionTreeRegressor", readTreeRegressor],
  ["ExtraTreeClassifier", readTreeClassifier],
  ["ExtraTreeRegressor", readTreeRegressor],
  ["RandomForestClassifier", readForestClassifier],
  ["RandomForestRegressor", readForestRegressor],
  ["ExtraTreesClassifier", readForestClassifier],
  ["ExtraTreesRegressor", readForestRegressor],
  ["BaggingClassifier", readBaggingClassifier],
  ["BaggingRegressor", readBaggingRegressor],
  ["GradientBoostingClassifier", readBoostingClassifier],
  ["GradientBoostingRegressor", readBoostingRegressor],
  ["HistGradientBoostingClassifier", readHistClassifier],
  ["HistGradientBoostingRegressor", readHistRegressor],
  ["IsolationForest", readIsolationForest],
  ["AdaBoostClassifier", readAdaBoostClassifier],
  ["AdaBoostRegressor", readAdaBoostRegressor],
  ["VotingClassifier", readVotingClassifier],
  ["VotingRegressor", readVotingRegressor],
  ["MultiOutputRegressor", readMultiOutputRegressor],
  ["MultiOutputClassifier", readMultiOutputClassifier],
]);

/** Estimators of other libraries, by module and class; `foreign.ts` gives them scikit-learn's attributes. */
const FOREIGN_ESTIMATORS: ReadonlyMap<string, EstimatorReader> = new Map<string, EstimatorReader>([
  ["catboost.core.CatBoostClassifier", readPickledCatBoost],
  ["catboost.core.CatBoostRegressor", readPickledCatBoost],
  ["catboost.core.CatBoostRanker", readPickledCatBoost],
  ["catboost.core.CatBoost", readPickledCatBoost],
  ["lightgbm.sklearn.LGBMClassifier", readPickledLightGbm],
  ["lightgbm.sklearn.LGBMRegressor", readPickledLightGbm],
  ["lightgbm.sklearn.LGBMRanker", readPickledLightGbm],
  ["lightgbm.sklearn.LGBMModel", readPickledLightGbm],
  ["lightgbm.basic.Booster", readPickledLightGbm],
  ["xgboost.sklearn.XGBClassifier", readPickledXgboost],
  ["xgboost.sklearn.XGBRegressor", readPickledXgboost],
  ["xgboost.sklearn.XGBRanker", readPickledXgboost],
  ["xgboost.sklearn.XGBRFClassifier", readPickledXgboost],
  ["xgboost.sklearn.XGBRFRegressor", readPickledXgboost],
  ["xgboost.sklearn.XGBModel", readPickledXgboost],
  ["xgboost.core.Booster", readPickledXgboost],
]);

/** The reader of what ends a pipeline, if it is supported. */
export function estimatorReader(fitted: Fitted): EstimatorReader | undefined {
  const { ours, className, qualifiedName } = fitted;
  return ours ? ESTIMATORS.get(className) : FOREIGN_ESTIMATORS.get(qualifiedName);
}

/** What to do instead, for estimators that users often save; matched on module and class. */
export const ADVICE: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/SearchCV$/, "save the winner: joblib.dump(search.best_estimator_, path)"],
  [/^pandas\./, "this is data; save the fitted estimator: joblib.dump(model, path)"],
  [/^xgboost\./, 'save it as JSON: model.save_model("model.json")'],
  [
    /ThresholdClassifier/,
    "save the classifier inside, joblib.dump(model.estimator_, path), and compare its probability with the threshold",
  ],
  [
    /CalibratedClassifierCV$/,
    "save a classifier inside: joblib.dump(model.calibrated_classifiers_[0].estimator, path)",
  ],
  [
    /(Stacking|Chain$|OneVs|OutputCode)/,
    "save its members one by one: joblib.dump(model.estimators_[0], path)",
  ],
  [
    /TransformedTargetRegressor$/,
    "save the regressor inside, joblib.dump(model.regressor_, path): its values are of the transformed target",
  ],
  [/(Grad|Boost|Forest|Tree)/, "train one of the supported estimators on the same data"],
];
