import { expect, it } from "vitest";
import { type BoardFacts, boardLines } from "../../../src/core/report/board-verification.ts";

const UNO: BoardFacts = {
  board: "uno",
  proof: "exact-core",
  compiler: "avr-gcc",
  emulator: "avr8js",
  rows: 4312,
  total: 4312,
  mismatches: 0,
  first: [],
};

it("aligns boards, and says how far each run can stand for the board", () => {
  const c3: BoardFacts = { ...UNO, board: "esp32-c3-mini", proof: "same-isa", total: 9000 };
  expect(boardLines([UNO, c3], 7)).toEqual([
    "uno           4,312 rows: plan = avr-gcc on avr8js (this very core), 0 mismatches",
    "esp32-c3-mini 4,312 rows: plan = avr-gcc on avr8js (the same instruction set), 0 mismatches; a sample of 9,000 by seed 7",
  ]);
});

it("says at which level of optimisation rows differ, and which", () => {
  const first = [4, 4311].map((row) => ({ row, what: "class", expected: "1", got: "2" }));
  const levels = ["-O0", "-O3"];
  expect(
    boardLines([{ ...UNO, levels, given: 12, mismatches: 2, differsAt: "-O3", first }], 1),
  ).toEqual([
    "uno      4,312 rows: plan = avr-gcc on avr8js (this very core), 2 mismatches at -O3; at -O0 -O3",
    "         boundary row 5, class: expected 1, got 2",
    "         row 12, class: expected 1, got 2",
  ]);
});
