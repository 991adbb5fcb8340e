const SAVE_AGAIN = 'the file is damaged or cut; save it again: booster.save_model("model.json")';

/** Faults in the binary JSON that XGBoost writes. */
export const ubjson = {
  "ubjson/bad-marker": {
    severity: "error",
    exit: 3,
    message: (facts: { found: string; expected: string }) =>
      `${facts.found} where ${facts.expected} is due in the UBJSON document`,
    hint: () => SAVE_AGAIN,
  },
  "ubjson/bad-length": {
    severity: "error",
    exit: 3,
    message: (facts: { length: number }) => `a length of ${facts.length} in the UBJSON document`,
    hint: () => SAVE_AGAIN,
  },
  "ubjson/too-deep": {
    severity: "error",
    exit: 3,
    message: (facts: { limit: number }) =>
      `the UBJSON document nests deeper than ${facts.limit} levels`,
    hint: () => SAVE_AGAIN,
  },
  "ubjson/too-many": {
    severity: "error",
    exit: 3,
    message: (facts: { limit: number }) =>
      `the UBJSON document has more than ${facts.limit} objects and arrays`,
    hint: () => SAVE_AGAIN,
  },
  "ubjson/not-utf-8": {
    severity: "error",
    exit: 3,
    message: () => "a text in the UBJSON document is not UTF-8",
    hint: () => SAVE_AGAIN,
  },
  "ubjson/trailing": {
    severity: "error",
    exit: 3,
    message: (facts: { left: number }) => `${facts.left} bytes after the UBJSON document`,
    hint: () => SAVE_AGAIN,
  },
} as const;
