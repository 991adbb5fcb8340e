/** Files that no reader takes, and faults any container can have. */
export const input = {
  "input/empty": {
    severity: "error",
    exit: 3,
    message: () => "the file is empty",
    hint: () => "save the model again; the earlier save was probably interrupted",
  },
  "input/unknown-format": {
    severity: "error",
    exit: 3,
    message: (facts: { looksLike: string }) =>
      `not a model file that mlc reads (${facts.looksLike})`,
    hint: () =>
      "give a scikit-learn .joblib, .pkl or .skops, an XGBoost .json, a LightGBM .txt, an ml-cart or ml-random-forest JSON, or mlc's own model JSON",
  },
  "input/truncated": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) => `the file ends inside ${facts.what}`,
    hint: () => "copy or save the file again; part of it is missing",
  },
  "input/too-large": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string; limit: string }) => `${facts.what} exceeds ${facts.limit}`,
    hint: () => "raise the limit with --max-inflated if the file is really that large",
  },
} as const;
