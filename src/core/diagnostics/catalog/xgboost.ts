const SAVE_AS_JSON = 'booster.save_model("model.json")';

/** XGBoost models that cannot be compiled as they are. */
export const xgboost = {
  "xgboost/lossy-dump": {
    severity: "error",
    exit: 3,
    message: () =>
      "a dump for reading, not a model: it lacks the objective, the base score and exact numbers",
    hint: () => SAVE_AS_JSON,
  },
  "xgboost/binary-model": {
    severity: "error",
    exit: 3,
    message: (facts: { format: string }) => `an XGBoost model in ${facts.format}`,
    hint: () => `load it with the XGBoost release that wrote it, then ${SAVE_AS_JSON}`,
  },
  "xgboost/unsupported-objective": {
    severity: "error",
    exit: 3,
    message: (facts: { objective: string }) =>
      `the objective ${JSON.stringify(facts.objective)} is not supported`,
    hint: (facts: { supported: string }) => `supported: ${facts.supported}`,
  },
  "xgboost/unsupported-booster": {
    severity: "error",
    exit: 3,
    message: (facts: { booster: string }) =>
      `the booster ${JSON.stringify(facts.booster)} is not supported`,
    hint: () => 'train with booster="gbtree" or "dart"',
  },
  "xgboost/multi-target": {
    severity: "error",
    exit: 3,
    message: (facts: { targets: number }) => `the model has ${facts.targets} targets`,
    hint: () => "train one model a target",
  },
  "xgboost/vector-leaves": {
    severity: "error",
    exit: 3,
    message: () => "the leaves hold vectors",
    hint: () => 'train with multi_strategy="one_output_per_tree"',
  },
  "xgboost/categorical-split": {
    severity: "error",
    exit: 3,
    message: () => "a categorical split",
    hint: () => "encode the categories as numbers (one-hot or ordinal) and train again",
  },
  "xgboost/bad-parameter": {
    severity: "error",
    exit: 3,
    message: (facts: { found: string; expected: string }) =>
      `${JSON.stringify(facts.found)} where ${facts.expected} is due`,
    hint: () => `the file is damaged; ${SAVE_AS_JSON} again`,
  },
} as const;
