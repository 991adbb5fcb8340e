/** Facts about a whole model that no reader lets through, whatever format it came in. */
export const model = {
  "model/no-trees": {
    severity: "error",
    exit: 3,
    message: () => "the model has no trees",
    hint: () => "train it before saving",
  },
  "model/too-many": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string; count: number; limit: number }) =>
      `${facts.count} ${facts.what}; mlc takes 1 to ${facts.limit}`,
    hint: () => "the file is damaged; save the model again",
  },
  "model/duplicate-feature": {
    severity: "error",
    exit: 3,
    message: (facts: { name: string; first: number; second: number }) =>
      `features ${facts.first} and ${facts.second} are both called "${facts.name}"`,
    hint: () => "train with distinct column names",
  },
  "model/no-best-iteration": {
    severity: "error",
    exit: 3,
    message: (facts: { total: number }) =>
      `--iterations best, where the file names no best of its ${facts.total} iterations`,
    hint: () => "leave --iterations out, or say how many: --iterations 100",
  },
  "model/too-few-iterations": {
    severity: "error",
    exit: 3,
    message: (facts: { wanted: number; total: number }) =>
      `--iterations ${facts.wanted}, where the file has ${facts.total}`,
    hint: () => "leave --iterations out, or give a smaller number",
  },
  "model/no-iterations": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) =>
      `--iterations chooses among boosting iterations, and does not apply to ${facts.what}`,
    hint: () => "leave --iterations out",
  },
  "model/feature-names": {
    severity: "error",
    exit: 3,
    message: (facts: { names: number; features: number }) =>
      `${facts.names} feature names for ${facts.features} features`,
    hint: () => "name every feature, in the order the model was trained with",
  },
} as const;
