import { expect, it } from "vitest";
import type { CompileOptions } from "../../src/core/options.ts";
import { checkPlan } from "../../src/core/verify/check-plan.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import { AS_THE_PLAN, comparedOnHost } from "../support/host-answers.ts";
import { compileIfFits, readFixtureModel } from "../support/packages.ts";
import { type Choice, gather, pairwise, product } from "../support/pairwise.ts";
import { describeWith } from "../support/tools.ts";

/** How a user's build may compile the package; every one must give the same bits. */
const BUILDS: Readonly<
  Record<string, { readonly sanitize: boolean; readonly flags: readonly string[] }>
> = {
  sanitized: { sanitize: true, flags: [] },
  "sanitized-integer-reals": { sanitize: true, flags: ["-DM_INTEGER_REALS"] },
  "gnu11-O3-ffast-math": { sanitize: false, flags: ["-std=gnu11", "-O3", "-ffast-math"] },
  "gnu11-O2-flto": { sanitize: false, flags: ["-std=gnu11", "-O2", "-flto"] },
};

const FACTORS = {
  fixture: [
    "bc_xgb",
    "diabetes_gbr",
    "digits_rf10",
    "noise_rf20",
    "xgboost-3.4.1-multi",
    "xgboost-3.4.1-parallel-multi",
    "sklearn-1.9.1-std-named-gbc",
    "sklearn-1.9.1-gbc-exponential",
    "sklearn-1.9.1-gbc-most-frequent",
    "sklearn-1.9.1-rfr-gaps",
    "sklearn-1.9.1-tree-gaps",
    "sklearn-1.9.1-one-node",
    "ml-cart-minmax",
    "ml-random-forest-classifier",
    "ml-random-forest-median",
    ...["xgboost-3.4.1-poisson", "xgboost-3.4.1-quantiles", "lightgbm-4.7.0-ova-sigmoid"],
    ...["lightgbm-4.7.0-sqrt", "lightgbm-4.7.0-cross-entropy", "catboost-1.2.10-multi-rmse"],
    ...["lightgbm-4.7.0-cross-entropy-lambda", "sklearn-1.9.1-several-poisson"],
    ...["sklearn-1.9.1-rfr-outputs", "sklearn-1.9.1-ada", "sklearn-1.9.1-adar"],
    "sklearn-1.9.1-iforest",
    ...["sklearn-1.9.1-vote-soft-weights", "sklearn-1.9.1-vote-hard-weights"],
    ...["sklearn-1.9.1-bag-few-gbc", "sklearn-1.9.1-bag-rfc", "sklearn-1.9.1-voter-weights"],
  ],
  tests: [
    ...[
      "branches/bits",
      "branches/float",
      "branches/rank",
      "packed/bits",
      "packed/float",
      "packed/rank",
    ],
    ...["branches/integer/i16", "packed/integer/u8", "packed/rank/i32"],
  ],
  sums: ["exact", "bounded"],
  missing: ["exact", "finite"],
  build: Object.keys(BUILDS),
};

const CASES =
  process.env.MLC_NIGHTLY === "1" ? product(FACTORS) : pairwise(FACTORS, [["fixture", "tests"]]);

/** Compiles, or gives undefined where the pinned plan cannot hold the model. */
function compileCase(choice: Omit<Choice, "build">) {
  const [layout, encoding, inputType = "f32"] = choice.tests!.split("/");
  const { sums, missing } = choice;
  const options = { target: "generic", name: "m", layout, encoding, inputType, sums, missing };
  return compileIfFits(readFixtureModel(choice.fixture!), options as CompileOptions);
}

const PACKAGES = gather(CASES, "build").flatMap(({ choice, values: builds }) => {
  const result = compileCase(choice);
  return result ? [{ title: Object.values(choice).join(", "), builds, result }] : [];
});

describeWith(["gcc"], "compiled C answers as the plan, and the plan as the trainer's rule", () => {
  it.each(PACKAGES)("$title", async ({ result, builds }) => {
    const { rows } = verificationRows(result, { cap: 1500, seed: 1 });
    const { mismatches, results } = checkPlan(result, rows);
    expect(mismatches).toEqual([]);
    for (const kind of builds) {
      const compared = await comparedOnHost(result, { rows, results }, BUILDS[kind]);
      expect(compared, kind).toMatchObject(AS_THE_PLAN);
    }
  });
});
