import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { CompileResult } from "../../src/core/compile.ts";
import { readModel } from "../../src/core/frontends/index.ts";
import { resources } from "../../src/core/resources.generated.ts";
import {
  BOARD_OF_CORE,
  boundsOn,
  DIFFERENT_BOARDS,
  EMULATION_TOOLS,
  rowsFor,
  stacksOn,
} from "../support/emulated-boards.ts";
import { fixtureNames, readFacts } from "../support/fixtures.ts";
import { compileIfFits, compileModel, readFixtureModel } from "../support/packages.ts";
import { keyOf, productCells } from "../support/plan-product.ts";
import { HEADS } from "../support/plan-traits.ts";
import { describeWith } from "../support/tools.ts";

const NIGHTLY = process.env.MLC_NIGHTLY === "1";
const CELLS = productCells();

/** Of each head, models that store leaves differently; by day one on two cores, by night all. */
const MODELS = HEADS.map((head, i) => {
  const cells = CELLS.filter(({ traits }) => traits.head === head);
  return Array.from({ length: NIGHTLY ? 4 : 2 }, (_, k) => cells[(7 * i + 31 * k) % cells.length]!);
});
const RUNS = MODELS.flatMap((cells, i) =>
  cells.flatMap((cell, k) => {
    const boards = NIGHTLY
      ? DIFFERENT_BOARDS
      : [BOARD_OF_CORE[(i + 6 * k) % BOARD_OF_CORE.length]!];
    return boards.map((board) => [board, keyOf(cell.traits), cell] as const);
  }),
);

/**
 * Bytes that a bound may be above what was seen to change, where the deepest way is taken: a frame's
 * lowest bytes align it and are written by no one. With windows a frame also has room for registers
 * of its caller and of the function that it calls, which are saved there when windows run out. On AVR
 * it is the return address of one call that no row makes.
 */
const UNSEEN: Readonly<Record<string, number>> = {
  avr: 3,
  thumb: 4,
  thumb2: 4,
  riscv: 12,
  xtensa: 12,
  windowed: 64,
};

function kindOf(id: string): string {
  const { core, emulator } = resources.targets.boards[id]!;
  const { isa, emulator: usual } = resources.targets.cores[core]!;
  return (emulator ?? usual)!.start.startsWith("windowed") ? "windowed" : isa;
}

const slacks = new Map(Object.keys(UNSEEN).map((kind) => [kind, [] as number[]]));
afterAll(() => {
  for (const [kind, found] of slacks) {
    const equal = found.filter((slack) => slack === 0).length;
    console.log(
      `stack on ${kind}: bound = seen for ${equal} of ${found.length} functions, at most ${Math.max(...found)} bytes above`,
    );
  }
});

/** Trained models, each on one core: by day a sample, by night all. */
const READABLE = fixtureNames().filter((name) => readFacts(name).reader !== "later");
const FIXTURES = READABLE.filter((_, i) => NIGHTLY || i % 60 === 7).map(
  (name, i) => [BOARD_OF_CORE[i % BOARD_OF_CORE.length]!, name] as const,
);

/** 120 trees: functions that are larger than the reach of some branches. */
const EXAMPLE = join(import.meta.dirname, "../../examples/equipment-health/model.joblib");
const LARGE_ON = ["uno", "pico", "nucleo-f401", "esp32-c3", "esp8266", "esp32"];

async function compareOn(id: string, result: CompileResult): Promise<void> {
  const { rows } = rowsFor(result, 60);
  const kind = kindOf(id);
  for (const { name, most, seen } of await stacksOn(id, result, rows)) {
    expect(seen, name).toBeLessThanOrEqual(most);
    // Some of many models have a way that none of their rows takes.
    if (!NIGHTLY) expect(most - seen, name).toBeLessThanOrEqual(UNSEEN[kind]!);
    slacks.get(kind)!.push(most - seen);
  }
}

describeWith(EMULATION_TOOLS, "no function takes more stack than its bound", () => {
  it.concurrent.each(RUNS)("%s: %s", (id, _, cell) => compareOn(id, cell.compile()), 240_000);

  it.concurrent.each(FIXTURES)(
    "%s: %s is bounded",
    async (board, fixture) => {
      const options = { target: "generic", board, layout: "branches", sums: "exact" } as const;
      const model = readFixtureModel(fixture);
      const result =
        compileIfFits(model, options) ?? compileModel(model, { target: "generic", board });
      // It throws where one has none.
      expect(await boundsOn(board, result)).not.toHaveLength(0);
    },
    240_000,
  );

  it.concurrent.each(LARGE_ON)(
    "%s: long functions",
    (board) => {
      const bytes = new Uint8Array(readFileSync(EXAMPLE));
      const model = readModel({ name: "model.joblib", bytes });
      return compareOn(board, compileModel(model, { target: "generic", board }));
    },
    240_000,
  );
});
