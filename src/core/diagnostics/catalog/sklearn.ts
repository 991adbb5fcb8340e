/** scikit-learn estimators, and scalers saved on their own. */
export const sklearn = {
  "sklearn/not-an-estimator": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) =>
      `the file holds ${facts.what}, not a scikit-learn estimator`,
    hint: () => "save the fitted estimator or Pipeline itself: joblib.dump(model, path)",
  },
  "sklearn/unsupported-estimator": {
    severity: "error",
    exit: 3,
    message: (facts: { estimator: string; near: string; supported: readonly string[] }) =>
      `${facts.estimator} is not supported${facts.near === "" ? "" : `; ${facts.near} is`}. Supported: ${facts.supported.join(", ")}`,
    hint: (facts: { advice: string }) => facts.advice,
  },
  "sklearn/unsupported-step": {
    severity: "error",
    exit: 3,
    message: (facts: { step: string; supported: readonly string[] }) =>
      `the pipeline step ${facts.step} is not supported. Supported: ${facts.supported.join(", ")}`,
    hint: (facts: { advice: string }) => facts.advice,
  },
  "sklearn/unsupported-option": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) => `${facts.what} is not supported`,
    hint: (facts: { advice: string }) => facts.advice,
  },
  "sklearn/unsupported-init": {
    severity: "error",
    exit: 3,
    message: (facts: { init: string }) => `starting from ${facts.init} is not supported`,
    hint: () => 'train with init=None or init="zero"',
  },
  "sklearn/not-fitted": {
    severity: "error",
    exit: 3,
    message: (facts: { estimator: string; attribute: string }) =>
      `${facts.estimator} is not fitted: it has no ${facts.attribute}`,
    hint: () => "call fit() before saving, and save the fitted object",
  },
  "sklearn/bad-attribute": {
    severity: "error",
    exit: 3,
    message: (facts: { attribute: string; found: string; expected: string }) =>
      `${facts.attribute} is ${facts.found}, not ${facts.expected}`,
    hint: () =>
      "the file is damaged, or from a release that mlc does not know; save the model again",
  },
  "sklearn/width-mismatch": {
    severity: "error",
    exit: 3,
    message: (facts: { step: string; features: number; expected: number }) =>
      `${facts.step} takes ${facts.features} features where ${facts.expected} come in`,
    hint: () => "fit the whole pipeline on the same columns and save it again",
  },
  "sklearn/unsupported-release": {
    severity: "error",
    exit: 3,
    message: (facts: { version: string }) =>
      `scikit-learn ${facts.version} is too old; mlc reads 1.2 and later`,
    hint: () => "train and save the model with scikit-learn 1.2 or later",
  },
  "sklearn/one-class": {
    severity: "error",
    exit: 3,
    message: () => "the model knows only one class, so it has nothing to decide",
    hint: () => "train with rows of at least two classes",
  },
  "sklearn/rounded-tie": {
    severity: "error",
    exit: 3,
    message: () => "two classes of a leaf have different weights but equal probabilities",
    hint: () => "train with scikit-learn 1.4 or later, which stores probabilities",
  },
  "sklearn/bad-constant": {
    severity: "error",
    exit: 3,
    message: (facts: { attribute: string; feature: number; value: number }) =>
      `${facts.attribute}[${facts.feature}] is ${facts.value}`,
    hint: () => "fit the scaler on finite data and save it again",
  },
  "scaler/width-mismatch": {
    severity: "error",
    exit: 3,
    message: (facts: { scaler: number; model: number }) =>
      `the scaler is for ${facts.scaler} features, the model for ${facts.model}`,
    hint: () => "give the scaler that was fitted with this model",
  },
  "scaler/name-mismatch": {
    severity: "error",
    exit: 3,
    message: (facts: { feature: number; scaler: string; model: string }) =>
      `feature ${facts.feature} is "${facts.scaler}" in the scaler and "${facts.model}" in the model`,
    hint: () => "give the scaler that was fitted with this model",
  },
  "scaler/no-scaler": {
    severity: "error",
    exit: 3,
    message: (facts: { found: string }) => `${facts.found} is not a scaler`,
    hint: () =>
      'give a fitted transformer, or a Pipeline of them; of a Pipeline that ends in a model: joblib.dump(pipeline[:-1], "scaler.joblib")',
  },
} as const;
