import { expect, it } from "vitest";
import {
  DIFFERENT_BOARDS,
  EMULATION_TOOLS,
  FIRST_BOARDS,
  rowsFor,
  wrongOn,
} from "../support/emulated-boards.ts";
import { compileModel, readFixtureModel } from "../support/packages.ts";
import { product } from "../support/pairwise.ts";
import { describeWith } from "../support/tools.ts";

/** Every format and every kind of head. */
const FIXTURES = [
  ...["bc_xgb", "diabetes_gbr", "digits_rf10", "sklearn-1.9.1-std-gbc", "ml-random-forest-median"],
  ...["lightgbm-4.7.0-categories", "lightgbm-4.7.0-linear", "lightgbm-4.7.0-ova"],
  ...["catboost-1.2.10-multi", "catboost-1.2.10-poisson", "onnx-1.23.2-skl-forest"],
  ...["sklearn-1.9.1-ada", "sklearn-1.9.1-adar", "sklearn-1.9.1-iforest"],
  ...["sklearn-1.9.1-rfr-outputs", "xgboost-3.4.1-categories", "xgboost-3.4.1-quantiles"],
];

const CASES =
  process.env.MLC_NIGHTLY === "1"
    ? product({ board: DIFFERENT_BOARDS, fixture: FIXTURES })
    : [
        ...product({ board: FIRST_BOARDS, fixture: FIXTURES }),
        ...DIFFERENT_BOARDS.filter((id) => !FIRST_BOARDS.includes(id)).flatMap((board, i) =>
          [0, 5, 10].map((step) => ({ board, fixture: FIXTURES[(i + step) % FIXTURES.length]! })),
        ),
      ];

describeWith(
  EMULATION_TOOLS,
  "packages answer on the boards' own instruction sets as their plan",
  () => {
    it.each(CASES)("$fixture on $board", async ({ fixture, board }) => {
      const options = { target: "generic", board: board!, name: "m" };
      const result = compileModel(readFixtureModel(fixture!), options);
      expect(await wrongOn(board!, result, rowsFor(result, 200))).toBeUndefined();
    });
  },
);
