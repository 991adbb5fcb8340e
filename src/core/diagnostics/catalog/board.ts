/** Running on emulated boards. */
export const board = {
  "board/no-compiler": {
    severity: "error",
    exit: 6,
    message: (facts: { compiler: string; install: string }) => `${facts.compiler} is not installed`,
    hint: (facts: { install: string }) => facts.install,
  },
  "board/no-emulator": {
    severity: "error",
    exit: 6,
    message: (facts: { emulator: string; install: string }) => `${facts.emulator} is not installed`,
    hint: (facts: { install: string }) => facts.install,
  },
  "board/too-small": {
    severity: "error",
    exit: 5,
    message: (facts: { board: string }) => `the program is larger than ${facts.board}'s memory`,
    hint: () => "mlc size --board says what it takes; --optimize size makes it smaller",
  },
  "board/function-too-long": {
    severity: "error",
    exit: 5,
    message: (facts: { board: string; function: string }) =>
      `${facts.function} does not link for ${facts.board}: it and its constants take more than the 256 KiB that l32r reaches`,
    hint: () =>
      "compile with --layout packed, or train smaller trees; to build the package as it is, give GCC -mauto-litpools",
  },
  "board/compile-failed": {
    severity: "error",
    exit: 6,
    message: (facts: { compiler: string; output: string; install: string }) =>
      `${facts.compiler} did not build the package:\n${facts.output}`,
    hint: (facts: { install: string }) =>
      `is all of it installed (${facts.install})? if so, and the files are as mlc wrote them, please report this`,
  },
  "board/this-machine": {
    severity: "error",
    exit: 2,
    message: () => "host is the machine that mlc runs on: nothing is measured there",
    hint: () => "add --board uno, or any other that mlc targets lists",
  },
  "board/which": {
    severity: "error",
    exit: 2,
    message: () => "which board?",
    hint: () => "add --board uno, or any other that mlc targets lists",
  },
  "board/over-limit": {
    severity: "error",
    exit: 5,
    message: (facts: {
      board: string;
      what: string;
      is: string;
      limit: string;
      goal: "size" | "speed";
    }) => `${facts.what} on ${facts.board}: ${facts.is}, over the limit of ${facts.limit}`,
    hint: ({ goal }: { goal: "size" | "speed" }) =>
      `train fewer or shallower trees, compile with --optimize ${goal}, or raise the limit`,
  },
  "board/not-bounded": {
    severity: "error",
    exit: 5,
    message: (facts: { board: string; why: string }) =>
      `the stack on ${facts.board} has no bound, so none can be kept to: ${facts.why}`,
    hint: () => "measure the package as mlc wrote it; if it is, please report this",
  },
  "report/not-a-report": {
    severity: "error",
    exit: 2,
    message: () => "it is no report of this mlc's packages",
    hint: () => "--compare takes the mlc-report.json of an earlier mlc size of a package folder",
  },
  "board/run-failed": {
    severity: "error",
    exit: 4,
    message: (facts: { board: string; failure: string }) =>
      `the run on ${facts.board} did not end well: ${facts.failure}`,
    hint: () => "mlc verify --board compares its answers; if they agree, please report this",
  },
} as const;
