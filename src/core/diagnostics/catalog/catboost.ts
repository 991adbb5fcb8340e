const SAVE_AGAIN = 'the file is damaged; save it again: model.save_model("model.cbm")';

/** CatBoost models that cannot be compiled as they are. */
export const catboost = {
  "catboost/unsupported-loss": {
    severity: "error",
    exit: 3,
    message: (facts: { loss: string }) => `the loss ${JSON.stringify(facts.loss)} is not supported`,
    hint: (facts: { supported: string }) => `supported: ${facts.supported}`,
  },
  "catboost/ctr": {
    severity: "error",
    exit: 3,
    message: (facts: { ctrs: number }) =>
      `${facts.ctrs} CTRs: statistics of the target for each category, which the file holds as hash tables`,
    hint: () =>
      "train with one_hot_max_size at least the number of categories, or encode the categories as numbers",
  },
  "catboost/unsupported-features": {
    severity: "error",
    exit: 3,
    message: (facts: { count: number; kind: string }) => `${facts.count} ${facts.kind} features`,
    hint: (facts: { kind: string }) =>
      `make numbers of the ${facts.kind}s before training, and train on these`,
  },
  "catboost/model-parts": {
    severity: "error",
    exit: 3,
    message: (facts: { parts: number }) => `${facts.parts} parts stand behind the trees`,
    hint: () => "train on numbers, without text, embedding and CTR features",
  },
  "catboost/interpolated-features": {
    severity: "error",
    exit: 3,
    message: () => "the model interpolates between the borders of its features",
    hint: () => "train without interpolation of float features",
  },
  "catboost/unknown-categories": {
    severity: "error",
    exit: 3,
    message: (facts: { column: number; unknown: number }) =>
      `column ${facts.column} is categorical, and the file has only hashes of ${facts.unknown} of its categories`,
    hint: () =>
      'save it with its training data: model.save_model("model.json", format="json", pool=pool)',
  },
  "catboost/never-decides": {
    severity: "error",
    exit: 3,
    message: (facts: { threshold: number }) =>
      `the probability threshold ${facts.threshold} gives every row the same class`,
    hint: () => "set one between 0 and 1: model.set_probability_threshold(0.5)",
  },
  "catboost/unsupported-format": {
    severity: "error",
    exit: 3,
    message: (facts: { format: string }) =>
      `the format ${JSON.stringify(facts.format)}; mlc reads FlabuffersModel_v1`,
    hint: () => 'load it with CatBoost 1.2 and save it again: model.save_model("model.cbm")',
  },
  "catboost/missing-part": {
    severity: "error",
    exit: 3,
    message: (facts: { part: string }) => `${facts.part} is missing`,
    hint: () => SAVE_AGAIN,
  },
  "catboost/bad-value": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string; found: string; expected: string }) =>
      `${facts.what} is ${facts.found} where ${facts.expected} is due`,
    hint: () => SAVE_AGAIN,
  },
} as const;
