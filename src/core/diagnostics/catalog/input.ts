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
    message: (facts: { looksLike: string; advice?: string | undefined }) =>
      `not a model file that mlc reads (${facts.looksLike})`,
    hint: ({ advice }: { advice?: string | undefined }) =>
      advice ??
      "give a scikit-learn .joblib, .pkl or .skops, an XGBoost .json or .ubj, a LightGBM .txt, a CatBoost .cbm or .json, an ONNX .onnx, an ml-cart or ml-random-forest JSON, or mlc's own model JSON",
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
  "input/several-models": {
    severity: "error",
    exit: 3,
    message: (facts: { held: readonly string[] }) => `the file holds ${facts.held.join(", ")}`,
    hint: (facts: { option: string; example: string; beside?: string }) =>
      `choose one: ${facts.option} ${quoted(facts.example)}${facts.beside === undefined ? "" : `; where ${facts.beside} comes before it, give this file with --scaler too`}`,
  },
  "input/nothing-selected": {
    severity: "error",
    exit: 3,
    message: (facts: { option: string; path: string; held: readonly string[] }) =>
      `there is no estimator at ${facts.option} ${quoted(facts.path)}; the file holds ${facts.held.join(", ") || "none"}`,
    hint: (facts: { near: readonly string[] }) =>
      facts.near.length > 0
        ? `did you mean ${facts.near.map(quoted).join(" or ")}?`
        : "give one of the paths that the file holds",
  },
  "input/one-model": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) => `${facts.what}, so there is nothing to select`,
    hint: () => "leave --select and --scaler-select away",
  },
} as const;

function quoted(path: string): string {
  return /^[\w.]+$/.test(path) ? path : `'${path}'`;
}
