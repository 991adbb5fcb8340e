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
  "lightgbm/pandas-columns": {
    severity: "error",
    exit: 3,
    message: (facts: { lists: number }) =>
      `the file does not say which columns the ${facts.lists} lists of pandas_categorical belong to`,
    hint: () =>
      "save the text (the JSON dump says less): booster.save_model(...); or train on unordered categories alone, or on numbers",
  },
  "lightgbm/wrapper-objective": {
    severity: "error",
    exit: 3,
    message: (facts: { className: string; objective: string }) =>
      `mlc does not know what predict of a ${facts.className} with the objective ${facts.objective} answers`,
    hint: () =>
      'save the Booster alone, whose predict follows the objective: model.booster_.save_model("model.txt")',
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
