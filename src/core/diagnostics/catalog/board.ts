/** Running on emulated boards. */
export const board = {
  "board/no-compiler": {
    severity: "error",
    exit: 6,
    message: (facts: { board: string; compiler: string }) =>
      `${facts.board} needs ${facts.compiler}, which is not installed`,
    hint: () => "npm run toolchains lists the packages; mlc verify without --board needs none",
  },
} as const;
