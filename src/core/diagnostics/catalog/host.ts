/** The C compiler of this machine, and what it built. */
export const host = {
  "host/no-compiler": {
    severity: "error",
    exit: 6,
    message: () => "there is no C compiler on this machine",
    hint: () => "install one (apt-get install gcc), or set CC",
  },
  "host/compile-failed": {
    severity: "error",
    exit: 6,
    message: (facts: { compiler: string; output: string }) =>
      `${facts.compiler} did not compile the package:\n${facts.output}`,
    hint: () => "set CC to a C99 compiler with sanitizers, or skip the check with --no-verify",
  },
  "host/run-failed": {
    severity: "error",
    exit: 4,
    message: (facts: { output: string }) => `the compiled package stopped:\n${facts.output}`,
    hint: () => "this is a bug of mlc: please report it with the model file",
  },
} as const;
