import { expect, it } from "vitest";
import type { CompileOptions } from "../../src/core/options.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { checkPlan } from "../../src/core/verify/check-plan.ts";
import { compareAnswer } from "../../src/core/verify/native-words.ts";
import { seededRandom } from "../../src/core/verify/random.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import { buildForHost, hostPackageOf } from "../../src/node/verify-host.ts";
import { compileModel, readFixtureModel } from "../support/packages.ts";
import { product } from "../support/pairwise.ts";
import { describeWith, tool } from "../support/tools.ts";

const BUILDS: Readonly<Record<string, { sanitize: boolean; flags: readonly string[] }>> = {
  sanitized: { sanitize: true, flags: [] },
  // Products fused with sums would round once where the trainer rounds twice.
  "O3-fma": { sanitize: false, flags: ["-O3", "-mfma", "-ffp-contract=fast"] },
  "sanitized-integer-reals": { sanitize: true, flags: ["-DM_INTEGER_REALS"] },
  "gnu11-O3-ffast-math": { sanitize: false, flags: ["-std=gnu11", "-O3", "-ffast-math"] },
};

const CASES = product({
  fixture: [
    ...["lightgbm-4.7.0-linear", "lightgbm-4.7.0-linear-binary", "lightgbm-3.3.5-linear"],
    ...["lightgbm-4.7.0-linear-categories", "lightgbm-4.7.0-linear-multiclass"],
    ...["lightgbm-4.7.0-linear-rf", "lightgbm-4.7.0-linear-sqrt"],
  ],
  tests: ["branches/f32", "packed/f32", "branches/i32"],
  build: Object.keys(BUILDS),
});

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

describeWith(
  ["gcc"],
  "linear leaves in C answer as the plan, and the plan as LightGBM's rule",
  () => {
    it.each(CASES)("$fixture, $tests, $build", async ({ fixture, tests, build: kind }) => {
      const [layout, inputType] = tests!.split("/");
      const options = { target: "generic", name: "m", layout, inputType } as CompileOptions;
      const result = compileModel(readFixtureModel(fixture!), options);
      expect(result.plan.leaves.linear?.feature.length).toBeGreaterThan(0);
      const extremes = inputType === "f32" ? extremeRows(result.plan.features, 1500) : [];
      const rows = [...verificationRows(result, { cap: 1500, seed: 1 }).rows, ...extremes];
      const { mismatches, results } = checkPlan(result, rows);
      expect(mismatches).toEqual([]);
      const compiler = { command: tool("gcc"), label: "gcc" };
      const build = await buildForHost(hostPackageOf(result), resources, {
        compiler,
        ...BUILDS[kind!]!,
      });
      try {
        const answers = await build.run(rows);
        expect(answers.length).toBe(rows.length);
        const different = answers.flatMap(
          (answer, i) => compareAnswer(result.plan, rows[i]!, results[i]!, answer) ?? [],
        );
        expect(different.slice(0, 3)).toEqual([]);
      } finally {
        await build.dispose();
      }
    });
  },
);
