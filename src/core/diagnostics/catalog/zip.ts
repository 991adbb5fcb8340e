/** Zip archives, which skops files are. */
export const zip = {
  "zip/damaged": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) => `the zip archive does not hold together: ${facts.what}`,
    hint: () => "copy or save the file again",
  },
} as const;
