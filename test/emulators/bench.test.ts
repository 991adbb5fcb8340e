import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { RP2040 } from "rp2040js";
import { describe, expect, it, vi } from "vitest";
import type { CountFacts } from "../../src/core/report/counts.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import { countCalls } from "../../src/node/emulators/exec-log.ts";
import { measureCounts } from "../../src/node/emulators/measure-counts.ts";
import { hostPackageOf } from "../../src/node/verify-host.ts";
import { mlc, temporaryFolder } from "../support/cli.ts";
import { compileModel, readFixtureModel, writeFiles } from "../support/packages.ts";
import { describeWith, tool } from "../support/tools.ts";

const MODEL = join(import.meta.dirname, "../fixtures/sklearn-1.9.1-std-gbc/model.joblib");
const { boards, cores } = resources.targets;

function modelOn(id: string) {
  const board = boards[id]!;
  const core = cores[board.core]!;
  const emulator = (board.emulator ?? core.emulator)!;
  const model = readFixtureModel("sklearn-1.9.1-std-gbc");
  const result = compileModel(model, { target: "generic", board: id, missing: "finite" });
  const { rows } = verificationRows(result, { cap: 12, seed: 1 });
  return { result, pack: hostPackageOf(result), build: { core, board, emulator, rows } };
}

/** Reads timer 1 around the calls, and prints each difference; rows are binary32. */
function timedProgram(rows: readonly Float64Array[]): string {
  const bits = rows.map((row) => [...new Uint32Array(Float32Array.from(row).buffer)]);
  return `#include "gearbox.h"
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
static volatile uint32_t rows[${rows.length}][GEARBOX_N_FEATURES] = {
${bits.map((row) => `{${row.map((x) => `${x}UL`).join(",")}}`).join(",\n")}};
uint32_t out;
static void put(char c) { while (!(UCSR0A & _BV(UDRE0))) {} UDR0 = (uint8_t)c; }
static void print(uint16_t n) { if (n > 9) print(n / 10); put((char)('0' + n % 10)); }
__attribute__((noinline)) static void nothing(const float f[]) { __asm__ volatile("" ::"r"(f) : "memory"); }
__attribute__((noinline)) static void model(const float f[]) { out = (uint32_t)gearbox_predict(f); }
__attribute__((noinline)) static uint16_t timed(void (*volatile call)(const float f[]), const float f[])
{
    uint16_t start = TCNT1;
    call(f);
    return TCNT1 - start;
}
int main(void)
{
    UCSR0B = _BV(TXEN0);
    TCCR1B = _BV(CS10);
    for (uint8_t i = 0; i < ${rows.length}; i++) {
        union { uint32_t bits[GEARBOX_N_FEATURES]; float values[GEARBOX_N_FEATURES]; } row;
        for (uint8_t j = 0; j < GEARBOX_N_FEATURES; j++) row.bits[j] = rows[i][j];
        uint16_t empty = timed(nothing, row.values);
        print(timed(model, row.values) - empty);
        put('\\n');
    }
    cli();
    sleep_enable();
    sleep_cpu();
    return 0;
}
`;
}

describeWith(["avr-gcc", "simavr"], "cycles on an AVR", () => {
  it("are those that its own timer counts, in another simulator", async () => {
    const { result, pack, build } = modelOn("uno");
    const counts = await measureCounts(pack, resources, build);
    const cwd = temporaryFolder();
    writeFiles(cwd, result);
    writeFileSync(join(cwd, "timed.c"), timedProgram(build.rows));
    const words = [
      "-mmcu=atmega328p",
      "-Os",
      "-std=c99",
      "gearbox.c",
      "timed.c",
      "-o",
      "timed.elf",
    ];
    await execa(tool("avr-gcc"), words, { cwd });
    const run = await execa(tool("simavr"), ["-m", "atmega328p", "-f", "16000000", "timed.elf"], {
      cwd,
      stdin: "ignore",
      timeout: 20_000,
    });
    // Its lines are coloured and have a point for their end.
    const lines = stripVTControlCharacters(`${run.stdout}\n${run.stderr}`).split("\n");
    const timed = lines
      .filter((line) => /^\d+\.$/.test(line))
      .map((line) => Number.parseInt(line, 10));
    expect(timed).toHaveLength(build.rows.length);
    expect(counts).toEqual(timed);
  });
});

describeWith(["arm-none-eabi-gcc", "qemu-system-arm"], "instructions on a Cortex-M0", () => {
  it("are as many in QEMU's log as rp2040js executes", async () => {
    const { pack, build } = modelOn("pico");
    const emulator = boards["nucleo-f072"]!.emulator!;
    const logged = await measureCounts(pack, resources, { ...build, emulator });
    type Core = RP2040["core"];
    const prototype = Object.getPrototypeOf(new RP2040().core) as Core;
    const execute = prototype.executeInstruction;
    const counting = vi.spyOn(prototype, "executeInstruction").mockImplementation(function (
      this: Core,
    ) {
      const before = this.cycles;
      const spent = execute.call(this);
      this.cycles = before + 1;
      return spent;
    });
    const executed = await measureCounts(pack, resources, build);
    counting.mockRestore();
    expect(executed).toHaveLength(build.rows.length);
    expect(logged).toEqual(executed);
  });
});

describe("QEMU's log", () => {
  it("gives calls between the markers without what an empty one takes", async () => {
    const line = (address: string) =>
      `Trace 0: 0x7f0000000000 [00800400/${address}/00000110/ff000201] name\n`;
    const row = ["00000100", "00000002", "00000200", "00000100", "00000002", "00000004"];
    const log = join(temporaryFolder(), "log");
    const text = [...row, "00000006", "00000200"].map(line).join("");
    writeFileSync(log, `${text}Linking TBs\n${text}`);
    expect(await countCalls(log, { begin: 0x100, end: 0x200 })).toEqual([2, 2]);
  });
});

describeWith(["avr-gcc"], "mlc bench", () => {
  it("takes the user's rows, and notes a package's counts beside its sizes", async () => {
    const cwd = temporaryFolder();
    copyFileSync(MODEL, join(cwd, "model.joblib"));
    const words = ["model.joblib", "--target", "arduino", "--name", "m", "--no-verify"];
    expect(await mlc(["compile", ...words], { cwd })).toMatchObject({ code: 0 });
    const names = readFixtureModel("sklearn-1.9.1-std-gbc").inputs.features.map((f) => f.name);
    const rows = ["1,2,3,4,5", "0,0,0,0,0"].join("\n");
    writeFileSync(join(cwd, "rows.csv"), `${names.join(",")}\n${rows}\n`);
    const size = await mlc(["size", "m", "--board", "uno"], { cwd });
    expect(size).toMatchObject({ code: 0 });
    const ended = await mlc(["bench", "m", "--data", "rows.csv", "--json"], { cwd });
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    const { boards: counted, ...document } = JSON.parse(ended.stdout) as {
      boards: readonly CountFacts[];
    };
    expect(document).toEqual({ format: "mlc-bench", version: 1, name: "m" });
    expect(counted[0]).toMatchObject({ board: "uno", unit: "cycles", exact: true, rows: 2 });
    expect(counted[0]!.worst).toBeGreaterThanOrEqual(counted[0]!.mean!);
    const report = JSON.parse(readFileSync(join(cwd, "m/mlc-report.json"), "utf8"));
    expect(report).toMatchObject({ format: "mlc-report", version: 1, name: "m" });
    expect(report.boards.uno).toMatchObject({ counts: counted[0], size: { board: "uno" } });
    const verified = await mlc(["verify", "m", "--board", "uno", "--rows", "100"], { cwd });
    expect(verified).toMatchObject({ code: 0, stderr: "" });
    const after = JSON.parse(readFileSync(join(cwd, "m/mlc-report.json"), "utf8"));
    expect(after.boards.uno).toMatchObject({ ...report.boards.uno, verified: { mismatches: 0 } });
  });

  it("ends with 5 over a limit", async () => {
    const ended = await mlc(["bench", MODEL, "--board", "uno", "--max-cycles", "1000"], {
      cwd: ".",
    });
    expect(ended.code).toBe(5);
    expect(ended.stderr).toContain("error[board/over-limit] the worst prediction on uno: 1,");
    expect(ended.stdout).toMatch(/^worst {4}1,\d+ cycles, \d+\.\d+ us at 16 MHz$/m);
  });
});

describe("without an emulator", () => {
  it("the static worst case is left, with the line that installs what is missing", async () => {
    vi.stubEnv("PATH", "");
    const ended = await mlc(["bench", MODEL, "--board", "nucleo-f401"], { cwd: "." });
    vi.unstubAllEnvs();
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(ended.stdout).toContain("apt-get install --no-install-recommends gcc-arm-none-eabi");
    expect(ended.stdout).toMatch(/^static ~ \d+ instructions on the longest paths, by the core/m);
  });
});
