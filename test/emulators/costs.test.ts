import { expect, it } from "vitest";
import type { CompileOptions } from "../../src/core/options.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import { measureCounts } from "../../src/node/emulators/measure-counts.ts";
import { measureFlash } from "../../src/node/emulators/measure-size.ts";
import { hostPackageOf } from "../../src/node/verify-host.ts";
import { DIFFERENT_BOARDS, EMULATION_TOOLS, FIRST_BOARDS } from "../support/emulated-boards.ts";
import { compileIfFits, readFixtureModel } from "../support/packages.ts";
import { type Choice, pairwise, product } from "../support/pairwise.ts";
import { describeWith } from "../support/tools.ts";

const NIGHTLY = process.env.MLC_NIGHTLY === "1";

/** None of these is among the probes that weights were fitted to. */
const FACTORS = {
  fixture: [
    ...["bc_xgb", "bc_lgbm", "diabetes_gbr", "digits_rf10", "noise_rf20"],
    ...["sklearn-1.9.1-std-gbc", "sklearn-1.9.1-gbc-exponential", "sklearn-1.9.1-rfr-gaps"],
    ...["sklearn-1.9.1-rfr-outputs", "sklearn-1.9.1-tree-gaps", "sklearn-1.9.1-ada"],
    ...["sklearn-1.9.1-adar", "sklearn-1.9.1-iforest", "sklearn-1.9.1-bag-rfc"],
    ...["sklearn-1.9.1-vote-soft-weights", "sklearn-1.9.1-vote-hard-weights"],
    ...["sklearn-1.9.1-bag-few-gbc", "sklearn-1.9.1-voter-weights", "sklearn-1.9.1-hgr-codes"],
    ...["xgboost-3.4.1-multi", "xgboost-3.4.1-poisson", "xgboost-3.4.1-quantiles"],
    ...["xgboost-3.4.1-categories", "lightgbm-4.7.0-ova-sigmoid", "lightgbm-4.7.0-sqrt"],
    ...["lightgbm-4.7.0-cross-entropy", "lightgbm-4.7.0-cross-entropy-lambda"],
    ...["lightgbm-4.7.0-linear", "catboost-1.2.10-multi-rmse", "catboost-1.2.10-scale-and-bias"],
    ...[
      "lightgbm-4.7.0-linear-pipeline",
      "sklearn-1.9.1-rfc-labels",
      "sklearn-1.9.1-voter-poisson",
    ],
    ...[
      "onnx-1.23.2-skl-norm-scaled",
      "onnx-1.23.2-skl-norm-some",
      "catboost-1.2.10-several-labels",
    ],
    ...["ml-cart-minmax", "ml-random-forest-classifier", "ml-random-forest-median"],
  ],
  board: NIGHTLY ? DIFFERENT_BOARDS : FIRST_BOARDS,
  tests: ["packed/bits", "packed/rank", "packed/integer/i16", "branches/bits", "branches/rank"],
  sums: ["auto", "exact"],
};

/** How much of a board's flash a package may take, so that the harness has room beside it. */
const ROOM = 0.8;

/** Where a plan can hold the model at all, and the board the package. */
const CASES = (
  NIGHTLY
    ? product(FACTORS)
    : pairwise(FACTORS, [
        ["fixture", "tests"],
        ["fixture", "sums"],
      ])
).filter((choice) => {
  const flash = compileCase(choice)?.plan.estimate.flash;
  return flash !== undefined && flash <= ROOM * resources.targets.boards[choice.board!]!.flash;
});

function compileCase({ fixture, board, tests, sums }: Choice) {
  const [layout, encoding, inputType = "f32"] = tests!.split("/");
  const options = { target: "generic", name: "m", board, layout, encoding, inputType, sums };
  return compileIfFits(readFixtureModel(fixture!), options as CompileOptions);
}

/** What an estimate of flash may be off by: a tenth, or what is lost in small packages. */
const SHARE = 0.1;
const BYTES = 150;
/**
 * How much more in one case of ten. Compilers decide by the whole package what they put where it is
 * called, and what they keep in registers: of if/else code, and of the trainer's own arithmetic where
 * a core has none. No sum of parts follows that to the end.
 */
const BEYOND = 2;

const shares: number[] = [];

describeWith(EMULATION_TOOLS, "what a core's table says of a package", () => {
  it.concurrent.each(CASES)(
    "$fixture on $board, $tests, $sums sums",
    async (choice) => {
      const result = compileCase(choice)!;
      const board = resources.targets.boards[choice.board!]!;
      const core = resources.targets.cores[board.core]!;
      const emulator = (board.emulator ?? core.emulator)!;
      const { plan } = result;
      const { rows } = verificationRows(result, { cap: 25, seed: 1 });
      const counts = await measureCounts(hostPackageOf(result), resources, {
        ...{ core, board, emulator, rows },
      });
      if ("failure" in counts) throw new Error(counts.failure);
      expect(Math.max(...counts)).toBeLessThanOrEqual(plan.estimate.worstCount);
      const flash = await measureFlash(hostPackageOf(result), resources, { core, board, emulator });
      const off = Math.abs(plan.estimate.flash - flash);
      const share = off / Math.max(BYTES, SHARE * flash);
      expect(share, `${plan.estimate.flash} for ${flash} bytes`).toBeLessThanOrEqual(BEYOND);
      shares.push(share);
    },
    120_000,
  );
});

describeWith(EMULATION_TOOLS, "what the tables say of all packages", () => {
  it("is within a tenth or 150 bytes of flash in nine of ten", () => {
    const within = shares.filter((share) => share <= 1).length;
    console.log(`estimates of flash: ${within} of ${shares.length} within a tenth or 150 bytes`);
    expect(shares).toHaveLength(CASES.length);
    expect(within).toBeGreaterThanOrEqual(0.9 * CASES.length);
  });
});
