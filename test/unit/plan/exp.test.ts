import { describe, expect, it } from "vitest";
import { exp } from "../../../src/core/math.ts";
import { binaryScale, CLASS_BITS, expNegative, ratio } from "../../../src/core/plan/heads/exp.ts";

/** e^-x of x in units of 2^-exponent. */
const scaleOf = (exponent: number) => binaryScale(Math.LOG2E * 2 ** -exponent, CLASS_BITS);

describe("the emitted exponential", () => {
  it("stays within 2^-20 of e^-x for every fraction on a grid and every unit", () => {
    let worst = 0;
    for (const exponent of [0, 1, 7, 16, 20, 26, 31, 40]) {
      const last = Math.min(2 ** 32 - 1, 24 * 2 ** exponent);
      const step = Math.max(1, Math.floor(last / 40_000));
      for (let distance = 0; distance <= last; distance += step) {
        const exact = exp(-distance / 2 ** exponent);
        worst = Math.max(
          worst,
          Math.abs(expNegative(distance, scaleOf(exponent)) / 2 ** 30 - exact),
        );
      }
    }
    expect(worst).toBeLessThan(2 ** -20);
  });

  it("gives one at zero and nothing far away", () => {
    expect(expNegative(0, scaleOf(16))).toBe(2 ** 30);
    expect(expNegative(2 ** 32 - 1, scaleOf(0))).toBe(0);
    expect(expNegative(31 * 2 ** 16, scaleOf(16))).toBe(0);
  });

  it("never rises with the distance", () => {
    let before = 2 ** 30;
    for (let distance = 0; distance < 2 ** 22; distance += 97) {
      const now = expNegative(distance, scaleOf(18));
      expect(now).toBeLessThanOrEqual(before);
      before = now;
    }
  });
});

describe("the emitted division", () => {
  it("is the quotient in units of 2^-24, rounded down", () => {
    expect([ratio(1, 3), ratio(2 ** 30, 2 ** 30 + 1), ratio(0, 5)]).toEqual([5592405, 16777215, 0]);
    for (let whole = 1; whole < 2 ** 31; whole = whole * 3 + 1) {
      const part = Math.floor(whole / 7) * 5;
      expect(ratio(part, whole)).toBe(Number((BigInt(part) << 24n) / BigInt(whole)));
    }
  });
});
