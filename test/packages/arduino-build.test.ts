import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { readModel } from "../../src/core/frontends/index.ts";
import type { Model } from "../../src/core/ir/model.ts";
import { buildSketch } from "../support/arduino.ts";
import { type AvrBoard, runOnAvr } from "../support/avr-board.ts";
import {
  compileModel,
  readFixtureModel,
  temporaryFolder,
  writeFiles,
} from "../support/packages.ts";
import { describeWith } from "../support/tools.ts";

const BOARDS: readonly AvrBoard[] = ["uno", "mega2560"];
const SELF_TEST = "gearbox/examples/SelfTest/SelfTest.ino";
const PREDICT = "gearbox/examples/Predict/Predict.ino";

describeWith(["arduino-builder", "avr-gcc"], "the Arduino package with the real core", () => {
  const folder = temporaryFolder();
  const model = readFixtureModel("sklearn-1.9.1-std-named-gbc");
  const example = readModel({
    name: "model.joblib",
    bytes: new Uint8Array(readFileSync("examples/equipment-health/model.joblib")),
  });

  it.each(BOARDS)("passes the example's self-test on the emulated %s", async (board) => {
    const libraries = library(board, { of: example });
    const built = await buildSketch(libraries, SELF_TEST, board);
    expect(built.log).toMatch(/Sketch uses \d+ bytes/);
    expect(warningsOf(built.log)).toEqual([]);
    const run = runOnAvr(built.hex, board, { until: /us a call\r\n/ });
    expect(run.serial).toMatch(/^0 of 24 rows disagree\r\n\d+ us a call\r\n$/);
    expect(run.end).toBe("until");
  });

  it.each(BOARDS)("prints the label of the golden row on the emulated %s", async (board) => {
    const libraries = library(board, { of: example });
    const built = await buildSketch(libraries, PREDICT, board);
    const run = runOnAvr(built.hex, board, { until: /\n/ });
    const sketch = readFileSync(join(libraries, PREDICT), "utf8");
    const [, label] = /for the row above: (.*) \*\//.exec(sketch)!;
    expect(run.serial).toBe(`${label}\r\n`);
  });

  it("reads tables above 64 KiB on the mega2560, and leaves the core its own", async () => {
    const libraries = join(folder, "far", "libraries");
    const large = readFixtureModel("digits_rf100");
    const result = compileModel(large, {
      target: "arduino",
      board: "mega2560",
      layout: "packed",
      sums: "exact",
    });
    writeFiles(join(libraries, "gearbox"), result);
    // The core finds pins by near reads: pin 13 of a Mega is bit 7 of port B, the second port.
    const sketch = readFileSync(join(libraries, SELF_TEST), "utf8").replace(
      "Serial.print(",
      "Serial.println(digitalPinToPort(13) * 1000 + digitalPinToBitMask(13)); Serial.print(",
    );
    writeFileSync(join(libraries, SELF_TEST), sketch);
    const built = await buildSketch(libraries, SELF_TEST, "mega2560");
    expect(Number(/Sketch uses (\d+) bytes/.exec(built.log)![1])).toBeGreaterThan(0x10000);
    const run = runOnAvr(built.hex, "mega2560", { until: /disagree\r\n/, cycleLimit: 2e9 });
    expect(run.serial).toBe("2128\r\n0 of 24 rows disagree\r\n");
  }, 60_000);

  it("reports a golden row that was changed", async () => {
    const libraries = library("uno");
    const path = join(libraries, "gearbox/src/gearbox_self_test.c");
    const text = readFileSync(path, "utf8");
    const planted = text.replace(
      /(golden_expected\[24\].*\n +)(\d)/,
      (_, start, digit) => `${start}${(Number(digit) + 1) % 3}`,
    );
    expect(planted).not.toBe(text);
    writeFileSync(path, planted);
    const built = await buildSketch(libraries, SELF_TEST, "uno");
    const run = runOnAvr(built.hex, "uno", { until: /\n/ });
    expect(run.serial).toBe("1 of 24 rows disagree\r\n");
  });

  it.each(["packed", "branches"] as const)(
    "keeps tables and labels of the %s layout out of RAM",
    async (layout) => {
      const libraries = library("uno", { layout });
      const { elf } = await buildSketch(libraries, SELF_TEST, "uno");
      const { stdout } = await execa("avr-nm", ["--defined-only", elf]);
      const inRam = stdout.split("\n").filter((line) => / [bBdD] gearbox/.test(line));
      expect(inRam).toEqual([]);
      // What lies at data addresses is the core's: Serial, the timers and the sketch's strings.
      const data = `${elf}.data`;
      await execa("avr-objcopy", ["-O", "binary", "-j", ".data", elf, data]);
      expect(readFileSync(data, "latin1")).not.toMatch(/broken|healthy|worn/);
    },
  );

  let made = 0;

  function library(
    board: AvrBoard,
    { of = model, layout }: { of?: Model; layout?: "packed" | "branches" } = {},
  ): string {
    const libraries = join(folder, String(++made), "libraries");
    writeFiles(
      join(libraries, "gearbox"),
      compileModel(of, { target: "arduino", board, ...(layout ? { layout } : {}) }),
    );
    return libraries;
  }
});

/** Warnings about our files; the packaged core has some of its own. */
function warningsOf(log: string): readonly string[] {
  return log.split("\n").filter((line) => /gearbox|\.ino/.test(line) && /warning|error/.test(line));
}
