/** JSON files that cannot be parsed, or hold something else than expected at a place. */
export const json = {
  "json/syntax": {
    severity: "error",
    exit: 3,
    message: (facts: { found: string; expected: string }) =>
      `not valid JSON: ${facts.found} where ${facts.expected} is due`,
    hint: () => "save the model again with its library instead of editing the file",
  },
  "json/not-utf-8": {
    severity: "error",
    exit: 3,
    message: () => "the JSON text is not UTF-8",
    hint: () => "save the file as UTF-8",
  },
  "json/too-deep": {
    severity: "error",
    exit: 3,
    message: (facts: { limit: number }) => `values are nested deeper than ${facts.limit} levels`,
    hint: () => "train with a max_depth; no microcontroller walks such a tree in useful time",
  },
  "json/too-large": {
    severity: "error",
    exit: 3,
    message: (facts: { megabytes: number; limit: number }) =>
      `${facts.megabytes} MB of JSON; at most ${facts.limit} MB fit in one string`,
    hint: () => "train fewer or smaller trees; no microcontroller holds such a model",
  },
  "json/missing-key": {
    severity: "error",
    exit: 3,
    message: (facts: { key: string }) => `the key "${facts.key}" is missing`,
    hint: () =>
      "save the whole model again; the file was edited, or a library wrote only part of it",
  },
  "json/wrong-type": {
    severity: "error",
    exit: 3,
    message: (facts: { expected: string; found: string }) =>
      `${facts.found} where ${facts.expected} is due`,
    hint: () => "save the model again with its library instead of editing the file",
  },
} as const;
