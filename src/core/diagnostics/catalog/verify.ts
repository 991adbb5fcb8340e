/** Answers that should be the same and are not. */
export const verify = {
  "verify/mismatch": {
    severity: "error",
    exit: 4,
    message: (facts: { sides: string; mismatched: number; rows: number; first: string }) =>
      `${facts.sides} differ in ${facts.mismatched} of ${facts.rows} rows; first: ${facts.first}`,
    hint: () => "nothing was written: please report it with the model file",
  },
} as const;
