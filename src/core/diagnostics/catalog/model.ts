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
  "model/feature-names": {
    severity: "error",
    exit: 3,
    message: (facts: { names: number; features: number }) =>
      `${facts.names} feature names for ${facts.features} features`,
    hint: () => "name every feature, in the order the model was trained with",
  },
} as const;
