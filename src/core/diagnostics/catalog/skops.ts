/** skops files: a zip archive of one JSON tree and its arrays. */
export const skops = {
  "skops/damaged": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) => `the skops file does not hold together: ${facts.what}`,
    hint: () => "save the model again with skops.io.dump(model, path), or with joblib",
  },
} as const;
