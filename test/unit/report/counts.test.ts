import { expect, it } from "vitest";
import { type CountFacts, countLines } from "../../../src/core/report/counts.ts";

const AVR: CountFacts = {
  board: "uno",
  compiler: "avr-gcc",
  emulator: "avr8js",
  unit: "cycles",
  exact: true,
  mean: 1482,
  worst: 1546,
  rows: 300,
  given: 0,
  total: 550,
  seed: 1,
  clockHz: 16e6,
  estimate: { worst: 1958, unit: "cycles" },
};

it("says cycles and time where they are exact, and what the rows are", () => {
  expect(countLines(AVR)).toEqual([
    "uno      predict() by avr-gcc on avr8js, 300 rows made from the model, a sample of 550 by seed 1",
    "mean     1,482 cycles, 92.625 us at 16 MHz",
    "worst    1,546 cycles, 96.625 us at 16 MHz",
    "static ~ 1,958 cycles on the longest paths, by the core's cost table",
  ]);
});

it("marks modelled cycles and gives no time for them", () => {
  const { clockHz: _, ...facts } = AVR;
  const lines = countLines({ ...facts, board: "pico", exact: false, given: 300, total: 300 });
  expect(lines.slice(0, 2)).toEqual([
    "pico     predict() by avr-gcc on avr8js (modelled, as from RAM), 300 rows of yours",
    "mean ~   1,482 cycles",
  ]);
});

it("does not let an estimate pass for a bound that a row went over", () => {
  const lowCycles = { worst: 1545, unit: "cycles" } as const;
  const low =
    "static ~ 1,545 cycles on the longest paths, by the core's cost table, which is too low here";
  expect(countLines({ ...AVR, estimate: lowCycles }).at(-1)).toBe(low);
  // Instructions are no cycles: nothing is compared.
  const others = { worst: 1545, unit: "instructions" } as const;
  expect(countLines({ ...AVR, estimate: others }).at(-1)).not.toContain("too low");
});
