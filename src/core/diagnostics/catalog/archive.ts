/** Zip archives, and the skops files that they are. */
export const archive = {
  "zip/damaged": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) => `the zip archive does not hold together: ${facts.what}`,
    hint: () => "copy or save the file again",
  },
  "skops/damaged": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) => `the skops file does not hold together: ${facts.what}`,
    hint: () => "save the model again with skops.io.dump(model, path), or with joblib",
  },
} as const;
