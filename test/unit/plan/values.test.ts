import { describe, expect, it } from "vitest";
import { linkValues } from "../../../src/core/ir/head.ts";
import type { ValueHead, ValueLink } from "../../../src/core/ir/model.ts";
import { exp, nextDown32, nextUp32, ulp32 } from "../../../src/core/math.ts";
import { binaryScale } from "../../../src/core/plan/heads/exp.ts";
import {
  floatOf,
  floatOfWide,
  negativePower,
  POWER_BITS,
  positivePower,
} from "../../../src/core/plan/heads/power.ts";
import { deviceValues } from "../../../src/core/plan/heads/values.ts";
import { integerScores, realScores } from "../../../src/core/plan/scores.ts";

describe("the emitted power of two", () => {
  it("stays within 2^-28 of itself for every fraction on a grid", () => {
    let worst = 0;
    const scale = binaryScale(Math.LOG2E * 2 ** -28, POWER_BITS);
    for (let distance = 0; distance < 2 ** 28; distance += 1009) {
      const { mantissa, whole } = negativePower(distance, scale);
      // The exponent is cut to 2^-28: compare with that, exactly.
      const product = BigInt(distance) * BigInt(scale.multiplier);
      const x = Number(product >> BigInt(scale.shift)) * 2 ** -POWER_BITS;
      const exact = exp(-x * Math.LN2) * 2 ** (31 + whole);
      worst = Math.max(worst, Math.abs(mantissa / exact - 1));
    }
    expect(worst).toBeLessThan(2 ** -28);
    expect(worst).toBeGreaterThan(2 ** -33);
  });

  it("is exact at whole powers and has no step between them", () => {
    const scale = binaryScale(2 ** -24, POWER_BITS);
    for (let whole = 0; whole < 100; whole++) {
      const distance = whole * 2 ** 24;
      expect(negativePower(distance, scale)).toEqual({ mantissa: 2 ** 31, whole });
      expect(positivePower(distance, scale)).toEqual({ mantissa: 2 ** 31, exponent: whole });
      const { mantissa } = negativePower(distance + 2 ** 24 - 1, scale);
      expect(mantissa).toBeGreaterThanOrEqual(2 ** 30);
      expect(mantissa).toBeLessThan(2 ** 30 + 2 ** 7);
    }
  });
});

describe("floats from integers", () => {
  it("are the nearest, ties to even, at every size", () => {
    for (const exponent of [-170, -149, -140, -126, -30, 0, 90, 97, 100]) {
      for (const mantissa of [0, 1, 3, 0x1000001, 0x1000003, 0xfffffe80, 0xffffff80, 0xffffffff]) {
        const exact = mantissa * 2 ** exponent;
        expect(floatOf(mantissa, exponent)).toBe(Math.fround(exact));
        expect(floatOfWide(BigInt(mantissa), exponent)).toBe(Math.fround(exact));
      }
    }
  });

  it("round 64 bits once", () => {
    // Half an ulp and a little: rounding to 53 bits first would lose the little.
    expect(floatOfWide((1n << 62n) + (1n << 38n) + 1n, 0)).toBe(2 ** 62 + 2 ** 39);
    expect(floatOfWide((1n << 62n) + (1n << 38n), 0)).toBe(2 ** 62);
    expect(floatOfWide((1n << 62n) + 3n * (1n << 38n), 0)).toBe(2 ** 62 + 2 ** 40);
  });
});

/** Scores from -range to range, as integers in a unit and as reals. */
function compare(link: ValueLink, range: number, unit: number, bound: (exact: number) => number) {
  const head: ValueHead = { kind: "values", type: "f64", links: [link] };
  const integer = { units: Float64Array.of(unit) } as Parameters<typeof integerScores>[0];
  const real = { type: "f64", distanceBits: -Math.log2(unit) } as Parameters<typeof realScores>[0];
  const most = Math.floor(range / unit);
  const step = Math.max(1, Math.floor(most / 10_007));
  for (let sum = -most; sum <= most; sum += step) {
    const raw = Float64Array.of(sum * unit);
    const exact = linkValues(head, raw)[0]!;
    const [got] = deviceValues(head, integerScores(integer, Int32Array.of(sum)));
    expect(deviceValues(head, realScores(real, raw))[0], `real ${raw[0]}`).toBe(got);
    if (got === Number.POSITIVE_INFINITY) expect(exact).toBeGreaterThan(3.4028235e38);
    else expect(Math.abs(got! - exact), `score ${raw[0]}`).toBeLessThanOrEqual(bound(exact));
  }
}

const UNITS = [2 ** -8, 2 ** -16, 2 ** -24];

describe("links of values", () => {
  it.each(UNITS)("e^s within 2^-23 of itself, in units of %d", (unit) => {
    compare({ kind: "exp" }, 110, unit, (exact) => exact * 2 ** -23 + 2 ** -149);
  });

  it.each([0.011, 0.7, 17.3])("e^(%d s) too", (scale) => {
    const kind = "exp";
    compare({ kind, scale }, 110 / scale, scale < 0.1 ? 2 ** -16 : 2 ** -22, (exact) => {
      return exact * 2 ** -23 + 2 ** -149;
    });
  });

  it.each(UNITS)(
    "1 / (1 + e^-s) within 2^-24, and small ones within 2^-23 of themselves",
    (unit) => {
      compare({ kind: "sigmoid" }, 100, unit, (exact) =>
        Math.min(2 ** -24, exact * 2 ** -23 + 2 ** -149),
      );
    },
  );

  it.each(UNITS)("ln(1 + e^s) within 2^-26 and half an ulp", (unit) => {
    compare({ kind: "log1pexp" }, 100, unit, (exact) => 2 ** -26 + ulp32(exact) / 2);
  });

  it("squares are the nearest floats", () => {
    for (const unit of UNITS)
      compare({ kind: "signed-square" }, 100, unit, (exact) => ulp32(exact) / 2);
  });

  it("are 1 at 0, infinite beyond float32, 0 below it", () => {
    const exps = (scores: number[]) =>
      deviceValues(
        { kind: "values", type: "f64", links: scores.map(() => ({ kind: "exp" })) },
        realScores({ type: "f64", distanceBits: 24 } as never, Float64Array.from(scores)),
      );
    expect(Array.from(exps([0, -0, 89, 1e300, -104, -1e300]))).toEqual([
      1,
      1,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      0,
      0,
    ]);
  });

  it("never fall as the score rises", () => {
    for (const kind of ["exp", "sigmoid", "log1pexp"] as const) {
      const head: ValueHead = { kind: "values", type: "f64", links: [{ kind }] };
      let before = Number.NEGATIVE_INFINITY;
      for (let sum = -(2 ** 20); sum < 2 ** 20; sum += 61) {
        const scores = integerScores(
          { units: Float64Array.of(2 ** -18) } as never,
          Int32Array.of(sum),
        );
        const [now] = deviceValues(head, scores);
        expect(now).toBeGreaterThanOrEqual(before);
        before = now!;
      }
    }
  });

  it("sorts outputs as their scores", () => {
    const links = Array.from({ length: 4 }, () => ({ kind: "exp" as const }));
    const scores = integerScores(
      { units: new Float64Array(4).fill(1) } as never,
      Int32Array.of(3, -2, 3, 0),
    );
    const sorted = deviceValues({ kind: "values", type: "f64", links, sorted: true }, scores);
    expect(Array.from(sorted)).toEqual([-2, 0, 3, 3].map((s) => Math.fround(exp(s))));
  });

  it("sees the next float", () => {
    const x = Math.fround(0.7);
    expect([nextDown32(x), nextUp32(x)].map((y) => floatOf(y * 2 ** 24, -24))).toEqual([
      nextDown32(x),
      nextUp32(x),
    ]);
  });
});
