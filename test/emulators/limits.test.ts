import { expect, it } from "vitest";
import { resources } from "../../src/core/resources.generated.ts";
import { answerShape, toRowWords } from "../../src/core/verify/native-words.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import { runAvr } from "../../src/node/emulators/avr8js.ts";
import { buildForBoard } from "../../src/node/emulators/cross-build.ts";
import type { Job } from "../../src/node/emulators/emulator.ts";
import { runRp2040 } from "../../src/node/emulators/rp2040.ts";
import { hostPackageOf } from "../../src/node/verify-host.ts";
import { compileModel, readFixtureModel } from "../support/packages.ts";
import { describeWith } from "../support/tools.ts";

const RUN = {
  uno: (job: Job) => runAvr(job, { program: 0x8000, data: 2048 }),
  pico: (job: Job) => runRp2040(job),
};

describeWith(["avr-gcc", "arm-none-eabi-gcc"], "cores emulated in this process", () => {
  it.each(["uno", "pico"] as const)("give %s so many cycles a row", async (id) => {
    const board = resources.targets.boards[id]!;
    const core = resources.targets.cores[board.core]!;
    const emulator = (board.emulator ?? core.emulator)!;
    const model = readFixtureModel("sklearn-1.9.1-std-gbc");
    const result = compileModel(model, { target: "generic", board: id });
    const { plan } = result;
    const { rows } = verificationRows(result, { cap: 100, seed: 1 });
    const image = await buildForBoard(hostPackageOf(result), resources, {
      ...{ board, core, emulator },
      counted: false,
    });
    const job = {
      ...{ elf: image.elf, image: image.path, folder: image.folder.path },
      ...{ rows: toRowWords(plan, rows), width: plan.features },
      answerWords: answerShape(plan).words,
    };
    image.folder.dispose();
    const cut = await RUN[id]({ ...job, limit: 50 });
    expect(cut.failure).toBe("no end after 50 cycles of one row");
    expect(cut.answers.length).toBeLessThan(rows.length * job.answerWords);
    // Enough for any of the rows, and far too few for all of them.
    const whole = await RUN[id]({ ...job, limit: 50_000 });
    expect(whole.failure).toBeUndefined();
    expect(whole.answers).toHaveLength(rows.length * job.answerWords);
  });
});
