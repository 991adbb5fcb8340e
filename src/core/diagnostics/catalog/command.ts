const didYouMean = (near: readonly string[], otherwise: string) =>
  near.length > 0 ? `did you mean ${near.join(", ")}?` : otherwise;

/** Command lines that say something impossible. */
export const command = {
  "command/unknown-pass": {
    severity: "error",
    exit: 2,
    message: (facts: { pass: string }) => `there is no pass ${facts.pass}`,
    hint: (facts: { near: readonly string[]; passes: readonly string[] }) =>
      didYouMean(facts.near, `--print-after takes ${facts.passes.join(", ")} or all`),
  },
  "command/bad-number": {
    severity: "error",
    exit: 2,
    message: (facts: { option: string; value: string; expected: string }) =>
      `${facts.option} is ${facts.value}, where ${facts.expected} is due`,
    hint: () => "see the command's --help",
  },
  "command/bad-choice": {
    severity: "error",
    exit: 2,
    message: (facts: { option: string; value: string }) =>
      `${facts.option} ${facts.value} is unknown`,
    hint: (facts: { choices: readonly string[]; near: readonly string[] }) =>
      didYouMean(facts.near, `one of ${facts.choices.join(", ")} is due`),
  },
  "command/needs": {
    severity: "error",
    exit: 2,
    message: (facts: { option: string; needs: string }) =>
      `${facts.option} needs ${facts.needs} beside it`,
    hint: () => "see the command's --help",
  },
  "command/conflict": {
    severity: "error",
    exit: 2,
    message: (facts: { first: string; second: string }) =>
      `${facts.first} and ${facts.second} exclude each other`,
    hint: () => "leave one of them out",
  },
} as const;
