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
  "xgboost/configuration": {
    severity: "error",
    exit: 3,
    message: () => "the configuration that save_config() gives: parameters, without trees",
    hint: () => SAVE_AS_JSON,
  },
  "xgboost/binary-model": {
    severity: "error",
    exit: 3,
    message: () => "an XGBoost model in the binary form that XGBoost 3.1 dropped",
    hint: () => `load it with the XGBoost release that wrote it, or 3.0, then ${SAVE_AS_JSON}`,
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
  "xgboost/old-release": {
    severity: "error",
    exit: 3,
    message: (facts: { release: string }) =>
      `written by XGBoost ${facts.release}, whose margins are added up in another order`,
    hint: () => `load it with XGBoost 1.7, then ${SAVE_AS_JSON}`,
  },
  "xgboost/bad-parameter": {
    severity: "error",
    exit: 3,
    message: (facts: { found: string; expected: string }) =>
      `${JSON.stringify(facts.found)} where ${facts.expected} is due`,
    hint: () => `the file is damaged; ${SAVE_AS_JSON} again`,
  },
} as const;
