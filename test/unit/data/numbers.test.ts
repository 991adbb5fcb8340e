import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNumber, printNumber } from "../../../src/core/data/numbers.ts";

describe("numbers in data files", () => {
  it.each([
    ["", Number.NaN],
    [" ", Number.NaN],
    ["nan", Number.NaN],
    ["NaN", Number.NaN],
    ["NA", Number.NaN],
    ["-inf", Number.NEGATIVE_INFINITY],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["7", 7],
    [" -0.5 ", -0.5],
    ["1e5", 1e5],
    [".5", 0.5],
    ["5.", 5],
    ["+3E-2", 0.03],
  ])("%j is read", (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each(["hot", "1,5", "0x10", "0b1", "0o7", "1_000", "--1", "1e", "1 2", "null"])(
    "%j is none",
    (text) => {
      expect(parseNumber(text)).toBeUndefined();
    },
  );

  it("are printed so that they read back to the same bits", () => {
    fc.assert(
      fc.property(fc.double(), (x) => {
        expect(parseNumber(printNumber(x))).toBe(x);
      }),
    );
  });
});
