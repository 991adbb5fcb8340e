/** Faults of mlc's own model JSON that its JSON Schema cannot express. */
export const mlcJson = {
  "mlc-json/version": {
    severity: "error",
    exit: 3,
    message: (facts: { version: string }) =>
      `version ${facts.version} of the model JSON; this mlc reads version 1`,
    hint: () => "convert the original model again with this mlc, or use a newer mlc",
  },
  "mlc-json/steps-width": {
    severity: "error",
    exit: 3,
    message: (facts: { chains: number; features: number }) =>
      `${facts.chains} chains where the model has ${facts.features} features`,
    hint: () => "give one chain a feature; an empty one leaves the feature alone",
  },
  "mlc-json/bad-number": {
    severity: "error",
    exit: 3,
    message: (facts: { value: number; expected: string }) =>
      `${facts.value} where ${facts.expected} is due`,
    hint: () => "correct the number; docs/schema/model.schema.json describes each key",
  },
  "mlc-json/inconsistent": {
    severity: "error",
    exit: 3,
    message: (facts: { cause: string }) => facts.cause,
    hint: () => "make the two parts agree; docs/schema/model.schema.json describes each key",
  },
} as const;
