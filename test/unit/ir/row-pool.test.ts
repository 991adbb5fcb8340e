import fc from "fast-check";
import { expect, it } from "vitest";
import { RowPool } from "../../../src/core/ir/predictors/forest/row-pool.ts";
import { settings } from "../../support/property.ts";

/** Few numbers, so that rows come again; zeros of both signs, and neighbours. */
const number = fc.constantFrom(0, -0, 1, -1, 1 + 2 ** -52, 2 ** -1074, -(2 ** -1074), 1e300);

it("keeps each row once, told apart by its bits", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.array(number, { maxLength: 900 }), (n, all) => {
      const pool = new RowPool(n);
      const rows: number[][] = [];
      for (let i = 0; i + n <= all.length; i += n) {
        const row = all.slice(i, i + n);
        const known = rows.findIndex((other) => other.every((x, k) => Object.is(x, row[k])));
        if (known < 0) rows.push(row);
        expect(pool.numberOf(row)).toBe(known < 0 ? rows.length - 1 : known);
      }
      expect(pool.length).toBe(rows.length);
      expect(Array.from(pool.finish())).toEqual(rows.flat());
    }),
    settings(100),
  );
});

it("adds a row again where it is told to", () => {
  const pool = new RowPool(1);
  const numbers = [pool.numberOf([7]), pool.append([7]), pool.numberOf([7]), pool.numberOf([8])];
  expect(numbers).toEqual([0, 1, 0, 2]);
});
