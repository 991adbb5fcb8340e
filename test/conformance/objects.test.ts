import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CHECKED_CORES, compileFor, objectFindings } from "../support/object-checks.ts";
import { temporaryFolder, writeFiles } from "../support/packages.ts";
import { shapesOfC } from "../support/shapes-of-c.ts";
import { carelessAssembly, recursions } from "../support/source-checks.ts";
import { describeWith } from "../support/tools.ts";

/** What a self-test calls in its model. */
const OF_THE_MODEL = /^undefined symbol: gearbox_predict$/;

const CASES = shapesOfC().map((shape, i) => [shape.title, shape, i] as const);

describeWith(
  ["avr-gcc", "arm-none-eabi-gcc", "riscv64-unknown-elf-gcc", "xtensa-lx106-elf-gcc", "clang-22"],
  "objects of a model, on each core",
  () => {
    const folder = temporaryFolder();

    it.each(CASES)(
      "%s",
      async (_, { style, result }, index) => {
        const home = join(folder, String(index));
        writeFiles(home, result);
        // In a lone header's self-test is all of the model.
        const files = [...(style === "split" ? ["gearbox.c"] : []), "gearbox_self_test.c"];
        for (const source of files.map((file) => join(home, file))) {
          expect(await recursions(source), source).toEqual([]);
          expect(carelessAssembly(readFileSync(source, "utf8")), source).toEqual([]);
          for (const core of CHECKED_CORES) {
            const object = `${source}.${core.id}.o`;
            await compileFor(core, source, { object });
            const findings = await objectFindings(core, object, "gearbox");
            const own = findings.filter((finding) => !OF_THE_MODEL.test(finding));
            expect(own, core.label).toEqual([]);
          }
        }
      },
      120_000,
    );
  },
);
