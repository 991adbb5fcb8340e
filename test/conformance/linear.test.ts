import { expect, it } from "vitest";
import { readModel } from "../../src/core/frontends/index.ts";
import { evaluate } from "../../src/core/ir/evaluate.ts";
import type { CompileOptions } from "../../src/core/options.ts";
import { checkPlan } from "../../src/core/verify/check-plan.ts";
import { seededRandom } from "../../src/core/verify/random.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import { AS_THE_PLAN, answersOnHost, comparedOnHost } from "../support/host-answers.ts";
import { compileModel, readFixtureModel } from "../support/packages.ts";
import { pairwise, product } from "../support/pairwise.ts";
import { describeWith } from "../support/tools.ts";

const BUILDS: Readonly<Record<string, { sanitize: boolean; flags: readonly string[] }>> = {
  sanitized: { sanitize: true, flags: [] },
  // Products fused with sums would round once where the trainer rounds twice.
  "O3-fma": { sanitize: false, flags: ["-O3", "-mfma", "-ffp-contract=fast"] },
  "sanitized-integer-reals": { sanitize: true, flags: ["-DM_INTEGER_REALS"] },
  "gnu11-O3-ffast-math": { sanitize: false, flags: ["-std=gnu11", "-O3", "-ffast-math"] },
};

const FACTORS = {
  fixture: [
    ...["lightgbm-4.7.0-linear", "lightgbm-4.7.0-linear-binary", "lightgbm-3.3.5-linear"],
    ...["lightgbm-4.7.0-linear-categories", "lightgbm-4.7.0-linear-multiclass"],
    ...["lightgbm-4.7.0-linear-rf", "lightgbm-4.7.0-linear-sqrt"],
    ...["lightgbm-4.7.0-linear-pipeline", "lightgbm-4.7.0-linear-pipeline-classifier"],
  ],
  tests: ["branches/f32", "packed/f32", "branches/i32"],
  build: Object.keys(BUILDS),
};

/** All at night; by day few in which the pairs meet. */
const CASES =
  process.env.MLC_NIGHTLY === "1" ? product(FACTORS) : pairwise(FACTORS, [["fixture", "build"]]);

/** Numbers of every size, of both signs, beside each other: sums that round, overflow and cancel. */
function extremeRows(features: number, count: number): readonly Float64Array[] {
  const random = seededRandom(9);
  const specials = [0, -0, 1e-45, -1e-45, 1.1754944e-38, 3.4028235e38, -3.4028235e38];
  const odd = [...specials, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
  const value = () => {
    const kind = random();
    if (kind < 0.2) return odd[Math.floor(random() * odd.length)]!;
    if (kind < 0.6) return (random() - 0.5) * 10;
    return (random() - 0.5) * 10 ** (random() * 76 - 38);
  };
  return Array.from({ length: count }, () =>
    Float64Array.from({ length: features }, () => Math.fround(value())),
  );
}

/** A product and what is left of it: coefficient * x - product, which is 0 in binary64. */
interface Product {
  readonly coefficient: number;
  readonly x: number;
}

/** Full coefficients times floats of any size, subnormal ones and those that LightGBM takes for 0. */
function products(count: number): readonly Product[] {
  const random = seededRandom(21);
  const full = () => 1 + random() + random() * 2 ** -32;
  const size = () => 2 ** Math.floor(random() * 60 - 30);
  const sign = () => (random() < 0.5 ? -1 : 1);
  return Array.from({ length: count }, (_, i) => {
    const tiny = i % 5 === 0;
    const x = sign() * Math.fround(full() * (tiny ? 2 ** (-149 + (i % 40)) : size()));
    return { coefficient: sign() * full() * (tiny ? 2 ** 130 : size()), x };
  });
}

/** One tree: x0 <= k + 0.5 leads to leaf k, coefficient k times x1 less the k-th product. */
function differences(list: readonly Product[]): string {
  const last = list.length - 1;
  const line = (values: readonly (number | string)[]) => values.join(" ");
  const splits = list.slice(0, last).map((_, k) => k);
  return `tree
version=v4
num_class=1
num_tree_per_iteration=1
max_feature_idx=1
objective=regression
feature_names=a b
feature_infos=[0:${last}] [-9:9]

Tree=0
num_leaves=${list.length}
num_cat=0
split_feature=${line(splits.map(() => 0))}
threshold=${line(splits.map((k) => k + 0.5))}
decision_type=${line(splits.map(() => 2))}
left_child=${line(splits.map((k) => ~k))}
right_child=${line(splits.map((k) => (k + 1 < last ? k + 1 : ~last)))}
leaf_value=${line(list.map(() => 7))}
is_linear=1
leaf_const=${line(list.map(({ coefficient, x }) => -(coefficient * x)))}
num_features=${line(list.map(() => 1))}
leaf_features=${line(list.map(() => 1))}
leaf_coeff=${line(list.map(({ coefficient }) => coefficient))}

end of trees
`;
}

describeWith(
  ["gcc"],
  "linear leaves in C answer as the plan, and the plan as LightGBM's rule",
  () => {
    it.each(CASES)("$fixture, $tests, $build", async ({ fixture, tests, build }) => {
      const [layout, inputType] = tests!.split("/");
      const options = { target: "generic", name: "m", layout, inputType } as CompileOptions;
      const result = compileModel(readFixtureModel(fixture!), options);
      expect(result.plan.leaves.linear?.feature.length).toBeGreaterThan(0);
      const extremes = inputType === "f32" ? extremeRows(result.plan.features, 1500) : [];
      const rows = [...verificationRows(result, { cap: 1500, seed: 1 }).rows, ...extremes];
      const { mismatches, results } = checkPlan(result, rows);
      expect(mismatches).toEqual([]);
      const compared = await comparedOnHost(result, { rows, results }, BUILDS[build!]);
      expect(compared).toMatchObject(AS_THE_PLAN);
    });

    it.each(product({ build: Object.keys(BUILDS), steps: ["flushed", "as given"] }))(
      "rounds products before it adds them: $build, $steps",
      async ({ build, steps }) => {
        const list = products(90);
        const bytes = new TextEncoder().encode(differences(list));
        const read = readModel({ name: "model.txt", bytes });
        const model = steps === "flushed" ? read : { ...read, steps: [] };
        const result = compileModel(model, { target: "generic", name: "m" });
        const rows = list.map(({ x }, k) => Float64Array.of(k, x));
        const answers = await answersOnHost(result, rows, BUILDS[build!]);
        const expected = rows.map((row) => Math.fround(evaluate(model, row).prediction));
        const nothing = expected.filter((difference) => difference === 0);
        expect(nothing).toHaveLength(steps === "flushed" ? 74 : 90);
        expect(answers.map(({ prediction }) => prediction)).toEqual(expected);
      },
    );
  },
);
