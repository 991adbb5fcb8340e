import { describe, expect, it } from "vitest";
import { parseIntegers, parseNumbers } from "../../../src/core/containers/number-text.ts";

describe("numbers of a line", () => {
  it("are rounded once, and keep the sign of zero", () => {
    expect(parseNumbers("0.1 -0 1e-5 4.9406564584124654e-324 123456789012345678")).toEqual([
      0.1, -0, 1e-5, 5e-324, 123456789012345680,
    ]);
  });

  it("may be infinite or no number, as C++ streams spell them", () => {
    expect(parseNumbers("inf -inf nan")).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
    ]);
  });

  it("may have several blanks between them, or be none", () => {
    expect(parseNumbers("  1   2 ")).toEqual([1, 2]);
    expect(parseNumbers("")).toEqual([]);
  });

  it.each([
    "1,2",
    "0x10",
    "1_000",
    "Infinity",
    "infinity",
    "1e",
    "-",
    "1-2",
    "a",
    "1\t2",
    "1\u00a02",
  ])("are not %j", (text) => expect(parseNumbers(text)).toBeUndefined());
});

describe("integers of a line", () => {
  it("are of 32 bits", () => {
    expect(parseIntegers("0 -1 2147483647  -2147483648 ")).toEqual([
      0, -1, 2147483647, -2147483648,
    ]);
    expect(parseIntegers("-0")).toEqual([0]);
    expect(parseIntegers("")).toEqual([]);
  });

  it.each([
    ...["2147483648", "-2147483649", "99999999999999999999", "1.0", "1e3", "-", "--1", "+1"],
    ...["1\t2", "0x1", "inf"],
  ])("are not %j", (text) => expect(parseIntegers(text)).toBeUndefined());
});
