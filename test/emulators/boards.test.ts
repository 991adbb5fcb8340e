import { expect, it } from "vitest";
import type { CompileOptions } from "../../src/core/options.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { checkPlan } from "../../src/core/verify/check-plan.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import { verifyOnBoard } from "../../src/node/emulators/run-on-board.ts";
import { hostPackageOf } from "../../src/node/verify-host.ts";
import { compileModel, readFixtureModel } from "../support/packages.ts";
import { pairwise } from "../support/pairwise.ts";
import { describeWith } from "../support/tools.ts";

const { boards, cores } = resources.targets;

const EMULATED = Object.values(boards).filter(
  ({ emulator, core }) => (emulator ?? cores[core]!.emulator) !== undefined,
);

const FACTORS = {
  board: EMULATED.map(({ id }) => id),
  fixture: [
    "bc_xgb",
    "diabetes_gbr",
    "digits_rf10",
    "sklearn-1.9.1-std-gbc",
    "ml-random-forest-median",
  ],
};

const CASES = pairwise(FACTORS, []);

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
