import { expect, it } from "vitest";
import type { CompileResult } from "../../src/core/compile.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { measureFlash } from "../../src/node/emulators/measure-size.ts";
import { hostPackageOf } from "../../src/node/verify-host.ts";
import { EMULATION_TOOLS, FIRST_BOARDS } from "../support/emulated-boards.ts";
import { fixtureNames } from "../support/fixtures.ts";
import { compileModel, readFixtureModel } from "../support/packages.ts";
import { describeWith } from "../support/tools.ts";

/** What an estimate of flash may be off by: a tenth, or what is lost in small packages. */
const SHARE = 0.1;
const BYTES = 150;

/** Models, of any version of their trainer, whose estimate is known to lie farther off on a board. */
const FARTHER: Readonly<Record<string, readonly string[]>> = {
  // No tree splits: compilers compute some of the trainer's own sums and links, and leave others.
  "base-score-tiny": FIRST_BOARDS.filter((board) => board !== "nucleo-f401"),
  "one-node": ["esp32-c3"],
  "one-node-labels": ["uno"],
  // One to three trees of few splits: compilers take scores apart that only a few leaves give.
  ...{ "skl-whole": ["uno"], "skl-ada-regression-tie": ["uno"], "tree-outputs": ["uno"] },
  ...{ "hand-targets-base": ["pico", "esp32-c3"], "hand-tail": ["uno"], vector: ["uno"] },
  // Trees of which several are the same: compilers call them, and add what they return.
  ...{ hinge: ["uno"], "classifier-hinge": ["uno"] },
  // NaN goes left in some splits of the tree and right in others, each time as an argument.
  "ordinal-error": ["pico", "esp32-c3"],
  // Each level of a tree asks the same: thresholds stay in registers.
  deep: ["nucleo-f401"],
  // Hundreds of leaves that give the same.
  ...{ noise_rf20: ["nucleo-f401"], digits_rf100: ["esp32-c3"] },
  // A few per cent more than a tenth, or a few bytes more than 150.
  ...{ rfr: ["nucleo-f401"], "std-rfr-f32": ["nucleo-f401"], "voter-poisson": ["nucleo-f401"] },
  ...{ "several-gbr": ["uno"], "skl-outputs-scaled": ["uno"], selected: ["uno"] },
  "bag-gaps": ["uno"],
};
/** How many times the tolerance. */
const FARTHEST = 4;

/** A model's name without its trainer and version. */
function nameOf(fixture: string): string {
  return fixture.replace(/^.*-\d+\.\d+\.\d+-/, "");
}

const NIGHTLY = process.env.MLC_NIGHTLY === "1";

/** By day each model on one board, the boards in turn; at night on all. */
const CASES = fixtureNames().flatMap((fixture, i) =>
  FIRST_BOARDS.filter((_, k) => NIGHTLY || k === i % FIRST_BOARDS.length).map((board) => ({
    fixture,
    board,
  })),
);

/** Measurements by source: versions of a trainer often write the same model. */
const measured = new Map<string, Promise<number>>();

function flashOf(result: CompileResult, id: string): Promise<number> {
  const text = result.files
    .filter(({ path }) => /\.[ch]$/.test(path))
    .map((file) => file.text)
    .join("")
    .replaceAll(/\/\*[\s\S]*?\*\/|.*BUILD_ID.*/g, "");
  const key = `${id} ${text}`;
  const board = resources.targets.boards[id]!;
  const core = resources.targets.cores[board.core]!;
  const emulator = board.emulator ?? core.emulator!;
  const flash =
    measured.get(key) ?? measureFlash(hostPackageOf(result), resources, { core, board, emulator });
  measured.set(key, flash);
  return flash;
}

/** Of the names above, those that a model needed. */
const needed = new Set<string>();

describeWith(EMULATION_TOOLS, "what a plan that mlc chose is said to take of flash", () => {
  it.concurrent.each(CASES)("$fixture on $board", async ({ fixture, board }) => {
    const result = compileModel(readFixtureModel(fixture), { target: "generic", name: "m", board });
    const flash = await flashOf(result, board);
    const estimate = result.plan.estimate.flash;
    const share = Math.abs(estimate - flash) / Math.max(BYTES, SHARE * flash);
    const known = FARTHER[nameOf(fixture)]?.includes(board) ?? false;
    expect(share, `${estimate} for ${flash} bytes`).toBeLessThanOrEqual(known ? FARTHEST : 1);
    if (share > 1) needed.add(`${nameOf(fixture)} on ${board}`);
  });
});

if (NIGHTLY)
  describeWith(EMULATION_TOOLS, "the models whose estimate lies farther off", () => {
    it("are all needed", () => {
      const named = Object.entries(FARTHER).flatMap(([name, boards]) =>
        boards.map((board) => `${name} on ${board}`),
      );
      expect(named.sort()).toEqual([...needed].sort());
    });
  });
