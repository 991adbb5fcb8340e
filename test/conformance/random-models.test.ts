import { expect, it } from "vitest";
import type { CompileOptions } from "../../src/core/options.ts";
import { checkPlan } from "../../src/core/verify/check-plan.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import { AS_THE_PLAN, comparedOnHost } from "../support/host-answers.ts";
import { compileIfFits } from "../support/packages.ts";
import { settings } from "../support/property.ts";
import { randomModel } from "../support/random-model.ts";
import { describeWith } from "../support/tools.ts";

/** Plans that print sets, ranks and bits each in their own way. */
const PLANS = [
  { layout: "branches", encoding: "bits", missing: "exact" },
  { layout: "branches", encoding: "bits", missing: "finite" },
  { layout: "branches", encoding: "rank", missing: "exact" },
  { layout: "packed", encoding: "rank", missing: "exact" },
  { layout: "branches", encoding: "integer", inputType: "i16" },
  { layout: "packed", encoding: "rank", inputType: "u8" },
] as const;

/** Ways that a user may build, in turn. */
const BUILDS = [
  { sanitize: true, flags: [] },
  { sanitize: true, flags: ["-DM_INTEGER_REALS"] },
  { sanitize: false, flags: ["-std=gnu11", "-O3", "-ffast-math"] },
];

/** Sums of one plan in turn, so that each meets each build. */
const SUMS = ["auto", "exact", "auto", "exact", "exact", "auto"] as const;

/** Of each plan; by day as few as have every kind of sum and head. */
const MODELS = process.env.MLC_NIGHTLY === "1" ? 120 : 12;
const { seed: FIRST } = settings(MODELS);

const CASES = PLANS.flatMap((plan, i) =>
  Array.from({ length: MODELS }, (_, n) => {
    const seed = FIRST + 1000 * i + n;
    const name = { target: "generic", name: "m", sums: SUMS[n % SUMS.length] };
    const build = BUILDS[n % BUILDS.length]!;
    const result = compileIfFits(randomModel(seed), { ...name, ...plan } as CompileOptions);
    return result ? [{ seed, plan: Object.values(plan).join("/"), build, result }] : [];
  }).flat(),
);

describeWith(["gcc"], "random models, compiled, answer as their plan and their rule", () => {
  it("covers every kind of plan", () => {
    expect(new Set(CASES.map(({ plan }) => plan)).size).toBe(PLANS.length);
    const layouts = CASES.filter(({ result }) => result.plan.slots.some(({ sets }) => sets));
    expect(new Set(layouts.map(({ result }) => result.plan.body.layout)).size).toBe(2);
  });

  it("covers every kind of sum and head", () => {
    expect(new Set(CASES.map(({ result }) => result.plan.sum.kind)).size).toBe(4);
    const heads = new Set(CASES.map(({ result }) => result.plan.head.kind));
    for (const kind of ["values", "classes", "anomaly", "blend", "average"] as const)
      expect(heads).toContain(kind);
  });

  it.each(CASES)("seed $seed, $plan, $build.flags", async ({ result, build: how }) => {
    const { rows } = verificationRows(result, { cap: 1500, seed: 1 });
    const { mismatches, results } = checkPlan(result, rows);
    expect(mismatches).toEqual([]);
    expect(await comparedOnHost(result, { rows, results }, how)).toMatchObject(AS_THE_PLAN);
  });
});
