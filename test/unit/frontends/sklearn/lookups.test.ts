import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lookup, lookupAt, lookupUpTo } from "../../../../src/core/frontends/sklearn/lookups.ts";
import { applyChain } from "../../../../src/core/ir/steps.ts";
import { nextDown64, nextUp64 } from "../../../../src/core/math.ts";
import { settings } from "../../../support/property.ts";

const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
const keyed = fc
  .uniqueArray(numbers, { maxLength: 6, selector: (key) => key + 0 })
  .chain((keys) =>
    fc.tuple(...keys.map((key) => fc.tuple(fc.constant(key), fc.constantFrom(0, 1, -1, null)))),
  );
/** Numbers at and beside keys, and far away. */
const probesOf = (keys: readonly (readonly [number, unknown])[]) => [
  ...keys.flatMap(([key]) => [nextDown64(key), key, nextUp64(key), -key]),
  ...[0, -0, 1e308, -1e308, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
];

describe("a lookup at keys", () => {
  it("gives each key its value and all others the other, whatever the keys", () => {
    fc.assert(
      fc.property(keyed, fc.constantFrom(0, 7, null), (keys, otherwise) => {
        const chain = lookupAt({ keys, otherwise, missing: 5 });
        for (const x of probesOf(keys)) {
          const found = keys.find(([key]) => key === x);
          const value = found ? found[1] : otherwise;
          expect(applyChain(chain, x)).toBe(value === null ? x : value);
        }
        expect(applyChain(chain, Number.NaN)).toBe(5);
      }),
      settings(300),
    );
  });

  it("takes neighbours for keys of their own", () => {
    const up = nextUp64(1);
    const keys = [
      [up, 2],
      [1, 1],
    ] as const;
    const [operation] = lookupAt({ keys, otherwise: 0, missing: null });
    expect(operation).toMatchObject({ edges: [1, up, nextUp64(up)], values: [0, 1, 2, 0] });
  });

  it("is nothing where nothing changes", () => {
    expect(lookupAt({ keys: [[3, null]], otherwise: null, missing: null })).toEqual([]);
  });
});

describe("a lookup up to keys", () => {
  it("gives the value of the next key above, beyond the last its own", () => {
    const keys = [
      [5, 2],
      [-1, 0],
      [1, 1],
    ] as const;
    const chain = lookupUpTo({ keys, missing: -1 });
    const given = [-9, -1, -0.5, 1, 1.5, 5, 99].map((x) => applyChain(chain, x));
    expect(given).toEqual([0, 0, 1, 1, 2, 2, 2]);
  });
});

it("a lookup drops edges between equal values, and keeps the last of equal edges", () => {
  expect(lookup([1, 2, 2, 3], [0, 0, 1, 2, 2], 0)).toEqual([
    { kind: "lookup", edges: [2], values: [0, 2], missing: 0 },
  ]);
  expect(lookup([1, 1], [0, 1, 0], 0)).toEqual([
    { kind: "lookup", edges: [], values: [0], missing: 0 },
  ]);
});
