import { expect, it } from "vitest";
import { branchCases } from "../support/branch-cases.ts";
import {
  DIFFERENT_BOARDS,
  EMULATION_TOOLS,
  FIRST_BOARDS,
  rowsFor,
  wrongOn,
} from "../support/emulated-boards.ts";
import { describeWith } from "../support/tools.ts";

const BOARDS = process.env.MLC_NIGHTLY === "1" ? DIFFERENT_BOARDS : FIRST_BOARDS;

/**
 * Branches of the templates of C that no small model takes: tables above 32,000 bytes (wide.test.ts
 * has them), and what every model has so far.
 */
const UNREACHED: readonly string[] = [
  "c/class-name if copying: left out",
  "c/linear-leaves if flushes: left out",
  "c/links/anomaly if partShift: left out",
  "c/real if adds (2): left out",
  "c/real if adds: left out",
  "c/self-test if placement: left out",
  "c/table each steps: taken",
  "c/table if chunked: taken",
];

const { cases, all, unreached } = branchCases(1000, UNREACHED);
const RUNS = cases.flatMap(({ title, result }) =>
  BOARDS.map((board) => ({ board, title, result })),
);

it("small models take the branches of the templates", () => {
  console.log(`branches of the templates of C: ${all.length - unreached.length} of ${all.length}`);
  expect([...unreached].sort()).toEqual([...UNREACHED].sort());
});

describeWith(EMULATION_TOOLS, "every branch of the templates answers on boards as its plan", () => {
  it.each(RUNS)("$board: $title", async ({ board, result }) => {
    expect(await wrongOn(board, result, rowsFor(result, 60))).toBeUndefined();
  });
});
