const SAVE_AGAIN = 'the file is damaged; save it again: booster.save_model("model.txt")';

/** LightGBM models that cannot be compiled as they are. */
export const lightgbm = {
  "lightgbm/unsupported-objective": {
    severity: "error",
    exit: 3,
    message: (facts: { objective: string }) =>
      `the objective ${JSON.stringify(facts.objective)} is not supported`,
    hint: (facts: { supported: string }) => `supported: ${facts.supported}`,
  },
  "lightgbm/unsupported-version": {
    severity: "error",
    exit: 3,
    message: (facts: { version: string }) =>
      `version ${JSON.stringify(facts.version)} of the format; mlc reads v3 and v4`,
    hint: () =>
      'load it with LightGBM 3 or 4 and save it again: lightgbm.Booster(model_file="old.txt").save_model("model.txt")',
  },
  "lightgbm/categorical-split": {
    severity: "error",
    exit: 3,
    message: (facts: { nodes: number }) =>
      facts.nodes === 1 ? "a categorical split" : `${facts.nodes} categorical splits`,
    hint: () => "encode the categories as numbers (one-hot or ordinal) and train again",
  },
  "lightgbm/pandas-categorical": {
    severity: "error",
    exit: 3,
    message: () => "the model was trained on pandas columns of category dtype",
    hint: () => "encode the categories as numbers (one-hot or ordinal) and train again",
  },
  "lightgbm/zero-as-missing": {
    severity: "error",
    exit: 3,
    message: (facts: { nodes: number }) =>
      `${facts.nodes} split${facts.nodes === 1 ? " sends" : "s send"} zero another way than its neighbours (zero_as_missing)`,
    hint: () => "train with zero_as_missing=false, and NaN where a value is missing",
  },
  "lightgbm/linear-leaves": {
    severity: "error",
    exit: 3,
    message: () => "the leaves hold linear models",
    hint: () => "train with linear_tree=false",
  },
  "lightgbm/averaged-classes": {
    severity: "error",
    exit: 3,
    message: (facts: { classes: number }) =>
      `a random forest (boosting="rf") of ${facts.classes} classes`,
    hint: () => 'train with boosting="gbdt", or one model a class',
  },
  "lightgbm/sigmoid-scale": {
    severity: "error",
    exit: 3,
    message: (facts: { scale: string }) => `sigmoid:${facts.scale} is not a power of two`,
    hint: () => "train with sigmoid=1 (the default), 0.5 or 2",
  },
  "lightgbm/missing-key": {
    severity: "error",
    exit: 3,
    message: (facts: { key: string }) => `the line "${facts.key}=..." is missing`,
    hint: () => SAVE_AGAIN,
  },
  "lightgbm/unknown-line": {
    severity: "error",
    exit: 3,
    message: (facts: { line: string }) =>
      `${JSON.stringify(facts.line)} is no line that LightGBM 3 or 4 writes there`,
    hint: () => SAVE_AGAIN,
  },
  "lightgbm/bad-value": {
    severity: "error",
    exit: 3,
    message: (facts: { key: string; found: string; expected: string }) =>
      `${facts.key} is ${JSON.stringify(facts.found)} where ${facts.expected} is due`,
    hint: () => SAVE_AGAIN,
  },
  "lightgbm/not-utf-8": {
    severity: "error",
    exit: 3,
    message: () => "the text is not UTF-8",
    hint: () => SAVE_AGAIN,
  },
} as const;
