import { expect, it } from "vitest";
import type { Elf } from "../../../src/node/emulators/elf.ts";
import type { Job } from "../../../src/node/emulators/emulator.ts";
import { stepRows } from "../../../src/node/emulators/step-rows.ts";

const WAIT = 10;
const WORK = 20;
const EXIT = 30;
const [ROW, OUT] = [0, 8];
const LIMIT = 40;

/** Rows for which the core never comes back, or takes a fault. */
const [ENDLESS, FAULTY] = [7, 9];

/** A core that takes thirty cycles to double a number. */
function doubling() {
  const memory = new DataView(new ArrayBuffer(16));
  let [at, cycles] = [WAIT, 0];
  const step = () => {
    cycles++;
    const given = memory.getUint32(ROW, true);
    if (at === WAIT) at = WORK;
    else if (given === FAULTY) at = EXIT;
    else if (given !== ENDLESS && cycles % 30 === 0) {
      memory.setUint32(OUT, 2 * given, true);
      at = WAIT;
    }
  };
  return {
    ...{ memory, step, cycles: () => cycles, programCounter: () => at, stackPointer: () => 0 },
    ...{ codeAt: (address: number) => address, dataAt: (address: number) => address },
  };
}

function jobOf(...rows: number[]): Job {
  const symbols = { port_wait: WAIT, port_exit: EXIT, harness_row: ROW, harness_out: OUT };
  const elf = { symbols: new Map(Object.entries(symbols)) } as unknown as Elf;
  const files = { elf, image: "", folder: "" };
  return { ...files, rows: Uint32Array.from(rows), width: 1, answerWords: 1, limit: LIMIT };
}

it.each([
  ["answers every row, each within the limit", [1, 2, 3, 4, 5], [2, 4, 6, 8, 10], undefined],
  ["stops at a row without end", [1, 2, ENDLESS, 4], [2, 4], "no end after 40 cycles of one row"],
  ["stops at a fault", [1, FAULTY, 3], [2], "the core took a fault"],
  ["stops at a fault in the first row", [FAULTY], [], "the core took a fault"],
])("a core that is stepped %s", async (_, rows, answers, failure) => {
  const core = doubling();
  const run = await stepRows(jobOf(...rows), core);
  expect(Array.from(run.answers)).toEqual(answers);
  expect(run.failure).toBe(failure);
  expect(core.cycles()).toBeLessThanOrEqual(rows.length * LIMIT);
});
