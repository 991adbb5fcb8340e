import { expect, it } from "vitest";
import { evaluate } from "../../src/core/ir/evaluate.ts";
import { valueHead } from "../../src/core/ir/model.ts";
import { type FloatType, roundTo } from "../../src/core/ir/number-type.ts";
import { checkPlan } from "../../src/core/verify/check-plan.ts";
import { seededRandom } from "../../src/core/verify/random.ts";
import { AS_THE_PLAN, comparedOnHost } from "../support/host-answers.ts";
import { compileModel } from "../support/packages.ts";
import { pick } from "../support/random.ts";
import { stumps } from "../support/stumps.ts";
import { describeWith } from "../support/tools.ts";

const TREES = 9;

/** Weights whose sum depends on the order, to the last bit; few leaves, so that many are equal. */
function weightedModel(seed: number, type: FloatType, reversed = false) {
  const random = seededRandom(seed);
  const ulp = type === "f32" ? 2 ** -23 : 2 ** -52;
  const trees = Array.from({ length: TREES }, () => ({
    leaves: [pick(random, [1, 2, 3]), pick(random, [1, 2, 3])] as const,
    weight: roundTo(type, pick(random, [1, 1 + ulp, 1 - ulp / 2, ulp / 2, (3 / 4) * ulp, 0, 0.1])),
  }));
  const order = reversed ? trees.toReversed() : trees;
  const weights = Float64Array.from(order, ({ weight }) => weight);
  const combine = { kind: "median", weights, ...(type === "f32" ? { type } : {}) } as const;
  return stumps(
    order.map(({ leaves }) => leaves),
    { combine, head: valueHead(1) },
  );
}

/** Each tree on either side, in every way. */
const ROWS = Array.from({ length: 2 ** TREES }, (_, bits) =>
  Float64Array.from({ length: TREES }, (_, tree) => ((bits >> tree) & 1 ? 1 : -1)),
);

const TYPES = ["f32", "f64"] as const;

/** Models for which the order of equal leaves decides some row: the same trees backwards tell. */
function seedsOf(type: FloatType): readonly number[] {
  return Array.from({ length: 400 }, (_, seed) => seed).filter((seed) => {
    const [model, backwards] = [weightedModel(seed, type), weightedModel(seed, type, true)];
    return ROWS.some(
      (row) => evaluate(model, row).prediction !== evaluate(backwards, row.toReversed()).prediction,
    );
  });
}
const SEEDS = TYPES.flatMap((type) => seedsOf(type).map((seed) => ({ type, seed })));

describeWith(["gcc"], "weighted medians", () => {
  it.each(TYPES)("are found for which the order of the trees decides, in %s", (type) => {
    expect(SEEDS.filter((one) => one.type === type).length).toBeGreaterThan(3);
  });

  it.each(TYPES.flatMap((type) => SEEDS.filter((one) => one.type === type).slice(0, 4)))(
    "of seed $seed in $type: rule, plan and C, equal leaves in the order of trees",
    async ({ type, seed }) => {
      const result = compileModel(weightedModel(seed, type), { target: "generic", name: "m" });
      const { mismatches, results } = checkPlan(result, ROWS);
      expect(mismatches).toEqual([]);
      const flags = seed % 2 === 0 ? [] : ["-DM_INTEGER_REALS"];
      const compared = await comparedOnHost(
        result,
        { rows: ROWS, results },
        { sanitize: true, flags },
      );
      expect(compared).toMatchObject(AS_THE_PLAN);
    },
  );
});
