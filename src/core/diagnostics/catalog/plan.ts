/** What a plan cannot do, or not within the limits given. */
export const plan = {
  "plan/unsupported": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) => `no plan can compile ${facts.what}`,
    hint: () => "mlc predict runs the model on this machine",
  },
  "plan/does-not-fit": {
    severity: "error",
    exit: 2,
    message: (facts: { wish: string; because: string }) =>
      `${facts.wish} cannot hold this model: ${facts.because}`,
    hint: () => "leave the option out to let mlc choose, or see what fits with mlc inspect --plan",
  },
  "plan/over-budget": {
    severity: "error",
    exit: 5,
    message: (facts: { what: string; smallest: string; limit: string }) =>
      `the smallest plan needs ${facts.smallest} ${facts.what}, over the limit of ${facts.limit}`,
    hint: () =>
      "train fewer or shallower trees, raise the limit, or write it all the same with --force",
  },
  "plan/certified-sums": {
    severity: "error",
    exit: 2,
    message: () => "--sums certified is not available in this release",
    hint: () =>
      "--sums exact adds as the trainer does, at the cost of double arithmetic; the header says what then holds",
  },
  "plan/no-probabilities": {
    severity: "error",
    exit: 2,
    message: () => "--outputs probability: members vote for classes, which then have none",
    hint: () => 'leave --outputs out, or train with voting="soft"',
  },
  "plan/exact-blend": {
    severity: "error",
    exit: 2,
    message: () =>
      "--sums exact: float32 and float64 meet in the sums or their average, which one plan does in integers only",
    hint: () => "leave --sums out: the header states how near the trainer's the answers are",
  },
  "plan/unbounded-leaves": {
    severity: "error",
    exit: 2,
    message: () => "--sums bounded: linear leaves grow with the features, without a bound",
    hint: () => "leave --sums out: the trainer's own double arithmetic is then used",
  },
  "plan/no-bounded-sums": {
    severity: "error",
    exit: 2,
    message: (facts: { allowed: number }) =>
      `no 32-bit integer sums keep the raw score within ${facts.allowed.toPrecision(2)}`,
    hint: () => "use --sums exact, or allow more with --max-error",
  },
} as const;
