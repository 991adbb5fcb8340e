import { expect, it } from "vitest";
import { sampleOf } from "../../../src/core/verify/sample.ts";

const ITEMS = Array.from({ length: 100 }, (_, i) => i);

it("draws so many different items, in their own order, the same ones by the same seed", () => {
  for (const seed of [1, 2, 3]) {
    const drawn = sampleOf(ITEMS, 17, seed);
    expect(new Set(drawn).size).toBe(17);
    expect([...drawn].sort((a, b) => a - b)).toEqual(drawn);
    expect(sampleOf(ITEMS, 17, seed)).toEqual(drawn);
  }
  expect(sampleOf(ITEMS, 17, 1)).not.toEqual(sampleOf(ITEMS, 17, 2));
});

it("takes all where there are no more", () => {
  expect(sampleOf(ITEMS, 100, 1)).toEqual(ITEMS);
  expect(sampleOf(ITEMS, 200, 1)).toEqual(ITEMS);
});
