import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClassBlend, ClassHead } from "../../../src/core/ir/model.ts";
import { type FloatType, roundTo } from "../../../src/core/ir/number-type.ts";
import { voteWeights } from "../../../src/core/plan/heads/vote-weights.ts";
import { settings } from "../../support/property.ts";

const labels = { type: "integer", names: ["0", "1"] } as const;
const head: ClassHead = {
  kind: "classes",
  labels,
  link: "identity",
  type: "f64",
  decide: { kind: "argmax" },
};

const vote = (weights: readonly number[], type: FloatType = "f64"): ClassBlend => ({
  kind: "blend",
  how: "hard",
  type,
  labels,
  members: weights.map((weight, i) => ({ firstScore: 2 * i, head, weight })),
});

/** Groups of members as bits. */
const sumOf = (numbers: readonly number[], group: number, type: FloatType = "f64") =>
  numbers.reduce((sum, x, i) => (((group >> i) & 1) === 1 ? roundTo(type, sum + x) : sum), 0);

describe("weights of a vote", () => {
  it.each([
    [
      [2, 1, 0.5],
      [4, 2, 1],
    ],
    [
      [3, 0, 3],
      [1, 0, 1],
    ],
    [
      [0.125, 0.25],
      [1, 2],
    ],
  ])("%j become %j, their multiples of one unit", (weights, integers) => {
    const found = voteWeights(vote(weights))!;
    expect(found.map((x) => x / found[0]!)).toEqual(integers.map((x) => x / integers[0]!));
  });

  it.each([
    [[-1, 2]],
    [[0, 0]],
    [[1, Number.NaN]],
    [Array.from({ length: 11 }, (_, i) => 1 / (i + 3))],
  ])("%j have none", (weights) => {
    expect(voteWeights(vote(weights))).toBeUndefined();
  });

  it.each(["f32", "f64"] as const)(
    "compare any groups as %s does, also where only rounding tells them apart",
    (type) => {
      const weight = fc.constantFrom(0.1, 0.2, 0.3, 0.6, 0.7, 0.8, 1 / 3, 1);
      fc.assert(
        fc.property(fc.array(weight, { minLength: 1, maxLength: 5 }), (given) => {
          const weights = given.map((x) => roundTo(type, x));
          const integers = voteWeights(vote(weights, type));
          // Floats may be ordered as no numbers are.
          if (integers === undefined) return;
          const groups = 2 ** weights.length;
          for (let a = 0; a < groups; a++)
            for (let b = 0; b < groups; b++) {
              if ((a & b) !== 0) continue;
              const difference = sumOf(weights, a, type) - sumOf(weights, b, type);
              expect(Math.sign(sumOf(integers, a) - sumOf(integers, b))).toBe(
                Math.sign(difference),
              );
            }
        }),
        settings(200),
      );
      expect(voteWeights(vote([0.1, 0.2, 0.3]))).toBeDefined();
      expect(voteWeights(vote([0.7, 0.1, 0.8]))).toBeDefined();
    },
  );
});
