import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ceil32,
  exp,
  exponentOf,
  f32FromKey,
  f32Key,
  floor32,
  log,
  lowestBitExponent,
  nextDown32,
  nextUp32,
  nextUp64,
  ulp32,
} from "../../../src/core/math.ts";
import { settings } from "../../support/property.ts";

const exact = readFileSync(join(import.meta.dirname, "exact.csv"), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(","))
  .map(([name, x, result]) => ({ name, x: Number(x), result: Number(result) }));

describe("correctly rounded functions", () => {
  it.each([
    ["exp", exp],
    ["log", log],
  ] as const)("%s equals 80-digit decimal arithmetic rounded once", (name, compute) => {
    const rows = exact.filter((row) => row.name === name);
    const wrong = rows.filter(({ x, result }) => !Object.is(compute(x), result));
    expect(rows.length).toBeGreaterThan(500);
    expect(wrong.map(({ x, result }) => ({ x, got: compute(x), result }))).toEqual([]);
  });

  it("keeps the ends", () => {
    expect([exp(0), exp(-Infinity), exp(Infinity), exp(710), exp(-746)]).toEqual([
      1,
      0,
      Infinity,
      Infinity,
      0,
    ]);
    expect([log(1), log(0), log(Infinity)]).toEqual([0, -Infinity, Infinity]);
    expect([exp(Number.NaN), log(Number.NaN), log(-1)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe("binary32 order and rounding", () => {
  const floats = fc.float({ noNaN: true });

  it("keys order like numbers and read back to the same bits", () => {
    fc.assert(
      fc.property(floats, floats, (a, b) => {
        if (a < b) expect(f32Key(a)).toBeLessThan(f32Key(b));
        expect(Object.is(f32FromKey(f32Key(a)), a)).toBe(true);
      }),
      settings(1000),
    );
    expect(f32Key(-0)).toBe(f32Key(0) - 1);
  });

  it("floor32 and ceil32 enclose a double as tightly as binary32 can", () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -3e38, max: 3e38 }),
        (x) => {
          expect(floor32(x)).toBeLessThanOrEqual(x);
          expect(ceil32(x)).toBeGreaterThanOrEqual(x);
          expect(nextUp32(floor32(x))).toBeGreaterThan(x);
          expect(nextDown32(ceil32(x))).toBeLessThan(x);
        },
      ),
      settings(1000),
    );
  });

  it("knows the neighbours of the numbers where formats turn", () => {
    expect(nextUp32(0)).toBe(2 ** -149);
    expect(nextUp32(-0)).toBe(2 ** -149);
    expect(nextDown32(0)).toBe(-(2 ** -149));
    expect(nextUp32(3.4028234663852886e38)).toBe(Infinity);
    expect(nextUp32(-Infinity)).toBe(-3.4028234663852886e38);
    expect(nextUp64(0)).toBe(Number.MIN_VALUE);
    expect(nextUp64(1)).toBe(1 + 2 ** -52);
  });

  it("knows exponents and lowest bits", () => {
    expect([exponentOf(1), exponentOf(0.75), exponentOf(5e-324), exponentOf(-8)]).toEqual([
      0, -1, -1074, 3,
    ]);
    expect([lowestBitExponent(12), lowestBitExponent(0.75), lowestBitExponent(5e-324)]).toEqual([
      2, -2, -1074,
    ]);
    expect([ulp32(1), ulp32(0), ulp32(1.5), ulp32(300)]).toEqual([
      2 ** -23,
      2 ** -149,
      2 ** -23,
      2 ** -15,
    ]);
  });
});
