/** Tree structures that do not hold together, whatever format they came in. */
export const tree = {
  "tree/child-out-of-range": {
    severity: "error",
    exit: 3,
    message: (facts: { child: number; nodes: number }) =>
      `child ${facts.child} does not exist: the tree has ${facts.nodes} nodes`,
    hint: () => "the file is damaged; save the model again",
  },
  "tree/cycle": {
    severity: "error",
    exit: 3,
    message: (facts: { node: number }) => `node ${facts.node} is reached twice`,
    hint: () => "the file is damaged; save the model again",
  },
  "tree/feature-out-of-range": {
    severity: "error",
    exit: 3,
    message: (facts: { feature: number; features: number }) =>
      `splits on feature ${facts.feature}, but the model has ${facts.features} features`,
    hint: () => "the file is damaged, or its feature count was edited; save the model again",
  },
  "tree/nan-threshold": {
    severity: "error",
    exit: 3,
    message: () => "the threshold is NaN",
    hint: () => "the file is damaged; save the model again",
  },
  "tree/non-finite-leaf": {
    severity: "error",
    exit: 3,
    message: (facts: { value: number }) => `the leaf value is ${facts.value}`,
    hint: () => "training diverged: train again with a smaller learning rate or cleaned targets",
  },
  "tree/lengths-disagree": {
    severity: "error",
    exit: 3,
    message: (facts: { array: string; length: number; expected: number }) =>
      `${facts.array} has ${facts.length} entries where ${facts.expected} are due`,
    hint: () => "the file is damaged; save the model again",
  },
  "tree/too-deep": {
    severity: "error",
    exit: 3,
    message: (facts: { limit: number }) => `the tree is deeper than ${facts.limit} levels`,
    hint: () => "train with a max_depth; no microcontroller walks such a tree in useful time",
  },
} as const;
