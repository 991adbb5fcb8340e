/** How raw scores become what `predict` gives. */
export type Output =
  /** One score; the sigmoid is class 1's probability. */
  | "binary"
  /** One score a class, softmax. */
  | "multi"
  /** One score and one sigmoid a class. */
  | "one-vs-all"
  /** Scores as they are. */
  | "values"
  /** e to the score. */
  | "exponent"
  /** Mean and variance: the second score is half the variance's logarithm. */
  | "mean-variance"
  /** Several labels at once, each yes or no. */
  | "multi-label"
  /** A loss of the user's own: raw scores, of a classifier classes. */
  | "custom";

/**
 * Rules as of CatBoost 0.24.4 to 1.2.10. CatBoostRegressor's `predict` takes the exponent of Poisson
 * and Tweedie alone, not of LogLinQuantile or SurvivalAft.
 */
const LOSSES: ReadonlyMap<string, Output> = new Map([
  ["Logloss", "binary"],
  ["CrossEntropy", "binary"],
  ["Focal", "binary"],
  ["MultiClass", "multi"],
  ["MultiClassOneVsAll", "one-vs-all"],
  ["MultiLogloss", "multi-label"],
  ["MultiCrossEntropy", "multi-label"],
  ["Poisson", "exponent"],
  ["Tweedie", "exponent"],
  ["RMSEWithUncertainty", "mean-variance"],
  ...values("RMSE", "MAE", "MAPE", "Quantile", "LogLinQuantile", "MultiQuantile", "Expectile"),
  ...values("Lq", "Huber", "LogCosh", "RMSPE", "Cox", "SurvivalAft"),
  ...values("MultiRMSE", "MultiRMSEWithMissingValues"),
  ...values("YetiRank", "YetiRankPairwise", "PairLogit", "PairLogitPairwise", "LambdaMart"),
  ...values("QueryRMSE", "QuerySoftMax", "StochasticRank", "StochasticFilter", "GroupQuantile"),
  ["PythonUserDefinedPerObject", "custom"],
  ["PythonUserDefinedMultiTarget", "custom"],
]);

function values(...names: readonly string[]): [string, Output][] {
  return names.map((name) => [name, "values"]);
}

export function outputOf(loss: string): Output | undefined {
  return LOSSES.get(loss);
}

export const SUPPORTED_LOSSES = [...LOSSES]
  .filter(([, output]) => output !== "custom")
  .map(([name]) => name)
  .join(", ");
