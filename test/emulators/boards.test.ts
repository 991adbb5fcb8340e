import { expect, it } from "vitest";
import type { CompileOptions } from "../../src/core/options.ts";
import { resources } from "../../src/core/resources.generated.ts";
import type { Board } from "../../src/core/targets/target.ts";
import { checkPlan } from "../../src/core/verify/check-plan.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import { verifyOnBoard } from "../../src/node/emulators/run-on-board.ts";
import { hostPackageOf } from "../../src/node/verify-host.ts";
import { compileModel, readFixtureModel } from "../support/packages.ts";
import { product } from "../support/pairwise.ts";
import { describeWith } from "../support/tools.ts";

const { boards, cores } = resources.targets;

/** Every format and every kind of head. */
const FIXTURES = [
  ...["bc_xgb", "diabetes_gbr", "digits_rf10", "sklearn-1.9.1-std-gbc", "ml-random-forest-median"],
  ...["lightgbm-4.7.0-categories", "lightgbm-4.7.0-linear", "lightgbm-4.7.0-ova"],
  ...["catboost-1.2.10-multi", "catboost-1.2.10-poisson", "onnx-1.23.2-skl-forest"],
  ...["sklearn-1.9.1-ada", "sklearn-1.9.1-adar", "sklearn-1.9.1-iforest"],
  ...["sklearn-1.9.1-rfr-outputs", "xgboost-3.4.1-categories", "xgboost-3.4.1-quantiles"],
];

/** A board of each kind of core that people meet first: every fixture runs there. */
const FIRST = ["uno", "pico", "nucleo-f401", "esp32-c3"];

const EMULATED = Object.values(boards).filter(
  ({ emulator, core }) => (emulator ?? cores[core]!.emulator) !== undefined,
);

/** One board for each core, part and emulator; the others differ in memory and clock alone. */
const DIFFERENT = EMULATED.filter((board, i) => {
  const kind = ({ core, flags, emulator }: Board) => JSON.stringify([core, flags, emulator]);
  return EMULATED.findIndex((other) => kind(other) === kind(board)) === i;
}).map(({ id }) => id);

const CASES =
  process.env.MLC_NIGHTLY === "1"
    ? product({ board: DIFFERENT, fixture: FIXTURES })
    : [
        ...product({ board: FIRST, fixture: FIXTURES }),
        ...DIFFERENT.filter((id) => !FIRST.includes(id)).flatMap((board, i) =>
          [0, 5, 10].map((step) => ({ board, fixture: FIXTURES[(i + step) % FIXTURES.length]! })),
        ),
      ];

describeWith(
  [
    ...(["avr-gcc", "arm-none-eabi-gcc", "riscv64-unknown-elf-gcc"] as const),
    ...(["xtensa-lx106-elf-gcc", "clang-22", "qemu-system-arm"] as const),
    ...(["qemu-system-riscv32", "qemu-system-xtensa"] as const),
  ],
  "packages answer on the boards' own instruction sets as their plan",
  () => {
    it.each(CASES)("$fixture on $board", async (choice) => {
      const board = boards[choice.board!]!;
      const core = cores[board.core]!;
      const emulator = board.emulator ?? core.emulator!;
      const options = { target: "generic", board: board.id, name: "m" } as CompileOptions;
      const result = compileModel(readFixtureModel(choice.fixture!), options);
      const { rows } = verificationRows(result, { cap: 200, seed: 1 });
      const { results } = checkPlan(result, rows);
      const on = { core, board, emulator, rows, results };
      const verified = await verifyOnBoard(hostPackageOf(result), resources, on);
      expect(verified).toMatchObject({ rows: rows.length, mismatched: 0 });
      expect(verified.failure).toBeUndefined();
    });
  },
);
