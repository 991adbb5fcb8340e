import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { buildSketch } from "../support/arduino.ts";
import { runOnAvr } from "../support/avr-board.ts";
import {
  compileModel,
  readFixtureModel,
  temporaryFolder,
  writeFiles,
} from "../support/packages.ts";
import { describeWith, tool } from "../support/tools.ts";

/** Heads other than one class or value as it is, and sums that AVR computes in integers. */
const FIXTURES = [
  { fixture: "sklearn-1.9.1-extra-tree-outputs", sums: "auto" },
  { fixture: "xgboost-3.4.1-quantiles", sums: "exact" },
  { fixture: "sklearn-1.9.1-iforest", sums: "auto" },
  { fixture: "sklearn-1.9.1-adar", sums: "auto" },
  { fixture: "lightgbm-4.7.0-poisson", sums: "auto" },
  { fixture: "lightgbm-4.7.0-cross-entropy-lambda", sums: "auto" },
  { fixture: "lightgbm-4.7.0-cross-entropy", sums: "exact" },
  { fixture: "lightgbm-4.7.0-sqrt", sums: "exact" },
  { fixture: "catboost-1.2.10-scale-and-bias", sums: "exact" },
  { fixture: "lightgbm-4.7.0-ova-sigmoid", sums: "exact" },
] as const;

const SELF_TEST = "gearbox/examples/SelfTest/SelfTest.ino";
const PREDICT = "gearbox/examples/Predict/Predict.ino";

describeWith(["arduino-builder", "avr-gcc"], "Arduino packages of every kind of head", () => {
  const folder = temporaryFolder();

  it.each(FIXTURES)(
    "$fixture, $sums sums: golden rows and the example's row on the emulated uno",
    async ({ fixture, sums }) => {
      const libraries = join(folder, fixture, "libraries");
      const result = compileModel(readFixtureModel(fixture), {
        target: "arduino",
        board: "uno",
        sums,
      });
      writeFiles(join(libraries, "gearbox"), result);
      const tested = await buildSketch(libraries, SELF_TEST, "uno");
      const run = runOnAvr(tested.hex, "uno", { until: /us a call\r\n/ });
      expect(run.serial).toMatch(/^0 of 24 rows disagree\r\n\d+ us a call\r\n$/);
      const predicting = await buildSketch(libraries, PREDICT, "uno");
      const sketch = readFileSync(join(libraries, PREDICT), "utf8");
      const [, expected] = /for the row above: (.*) \*\//.exec(sketch)!;
      const lines = expected!.split(", ");
      const printed = runOnAvr(predicting.hex, "uno", {
        until: new RegExp(`(.*\r\n){${lines.length}}`),
      });
      expect(printed.serial.trim().split("\r\n")).toEqual(lines);
    },
    60_000,
  );
});

describeWith(["riscv64-unknown-elf-gcc"], "ESP-IDF components of every kind of head", () => {
  const folder = temporaryFolder();

  it.each(FIXTURES)("$fixture compiles with its example", async ({ fixture, sums }) => {
    const component = join(folder, fixture);
    const model = readFixtureModel(fixture);
    writeFiles(component, compileModel(model, { target: "esp-idf", board: "esp32-c3", sums }));
    const flags = ["-march=rv32imc", "-mabi=ilp32", "-std=gnu17", "-Os", "-ffreestanding"];
    const warnings = ["-Wall", "-Wextra", "-Wconversion", "-Wdouble-promotion", "-Werror"];
    const stubs = join(import.meta.dirname, "../support/esp-idf-stubs");
    await execa(tool("riscv64-unknown-elf-gcc"), [
      ...[...flags, ...warnings, "-I", join(component, "include"), "-I", stubs],
      ...["-c", join(component, "examples/predict/main/main.c"), "-o", join(folder, "main.o")],
    ]);
  });
});
