const didYouMean = (near: readonly string[], list: string) =>
  near.length > 0 ? `did you mean ${near.join(", ")}? ${list}` : list;

/** What the user asked for, and what targets there are. */
export const options = {
  "options/bad-value": {
    severity: "error",
    exit: 2,
    message: (facts: { option: string; value: string; expected: string }) =>
      `${facts.option} is ${facts.value === "" ? "empty" : facts.value}, where ${facts.expected} is due`,
    hint: (facts: { near: readonly string[] }) =>
      didYouMean(facts.near, "mlc compile --help says what each option takes"),
  },
  "options/no-target": {
    severity: "error",
    exit: 2,
    message: () => "which kind of package?",
    hint: (facts: { targets: readonly string[] }) =>
      `add --target ${facts.targets.join(", or --target ")}`,
  },
  "options/bad-name": {
    severity: "error",
    exit: 2,
    message: (facts: { name: string; suggestion: string }) =>
      `--name ${facts.name} cannot name a header and prefix C symbols`,
    hint: (facts: { name: string; suggestion: string }) =>
      `use letters, digits and underscores: --name ${facts.suggestion}`,
  },
  "options/unwelcome-name": {
    severity: "warning",
    exit: 2,
    message: (facts: { name: string; faults: readonly string[]; checkedBy: string }) =>
      `the name ${facts.name} ${facts.faults.join(" and ")}, which ${facts.checkedBy} refuses`,
    hint: () => "choose another with --name; the package builds and runs under this one too",
  },
  "options/feature-count": {
    severity: "error",
    exit: 2,
    message: (facts: { given: number; features: number }) =>
      `--features names ${facts.given} columns, but the model has ${facts.features}`,
    hint: () => "give one name a column, in the order of training",
  },
  "targets/unknown-framework": {
    severity: "error",
    exit: 2,
    message: (facts: { id: string; near: readonly string[] }) => `there is no target ${facts.id}`,
    hint: (facts: { id: string; near: readonly string[] }) =>
      didYouMean(facts.near, "mlc targets lists them all"),
  },
  "targets/unknown-board": {
    severity: "error",
    exit: 2,
    message: (facts: { id: string; near: readonly string[] }) => `there is no board ${facts.id}`,
    hint: (facts: { id: string; near: readonly string[] }) =>
      didYouMean(facts.near, "mlc targets lists them all"),
  },
  "targets/board-not-in-framework": {
    severity: "error",
    exit: 2,
    message: (facts: { board: string; framework: string }) =>
      `packages for ${facts.framework} cannot keep constants in the flash of ${facts.board}`,
    hint: () => "choose a board of this framework, or --target arduino or generic",
  },
} as const;
