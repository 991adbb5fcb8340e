import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { expect, it } from "vitest";
import type { CompileResult } from "../../src/core/compile.ts";
import type { CompileOptions } from "../../src/core/options.ts";
import { createEngine } from "../../src/core/render/engine.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { compareAnswers } from "../../src/core/verify/compare-answers.ts";
import { fromAnswerWords, toRowWords } from "../../src/core/verify/native-words.ts";
import { harnessView, rolePaths } from "../../src/node/harness.ts";
import { hostPackageOf } from "../../src/node/verify-host.ts";
import { runOnAvr } from "../support/avr-board.ts";
import { rowsFor } from "../support/emulated-boards.ts";
import { AS_THE_PLAN } from "../support/host-answers.ts";
import {
  compileModel,
  readFixtureModel,
  temporaryFolder,
  writeFiles,
} from "../support/packages.ts";
import { describeWith, tool } from "../support/tools.ts";

/** Sums of integers and of floats, links, a median, votes, path lengths, sets of categories. */
const CASES: readonly (readonly [fixture: string, sums: CompileOptions["sums"]])[] = [
  ...([
    ["sklearn-1.9.1-std-gbc", "auto"],
    ["sklearn-1.9.1-std-gbc", "exact"],
  ] as const),
  ...([
    ["bc_xgb", "exact"],
    ["lightgbm-4.7.0-poisson", "auto"],
  ] as const),
  ...([
    ["ml-random-forest-median", "auto"],
    ["ml-random-forest-classifier", "auto"],
  ] as const),
  ...([
    ["sklearn-1.9.1-iforest", "auto"],
    ["lightgbm-4.7.0-categories", "auto"],
  ] as const),
  ...([
    ["voting-1.9.1-soft", "auto"],
    ["voting-1.9.1-hard", "exact"],
  ] as const),
];

/** The harness's port for a part without a runner: rows in flash, answers as text, then sleep. */
function uartPort(words: Uint32Array): string {
  return `#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/pgmspace.h>
#include <avr/sleep.h>
static const uint32_t rows[] PROGMEM = {${[...words].map((word) => `${word}UL`).join(",")}};
static uint16_t next;
static void put(char c) { while (!(UCSR0A & _BV(UDRE0))) {} UDR0 = (uint8_t)c; }
void port_init(void) { UCSR0B = _BV(TXEN0); }
int port_receive(uint32_t row[], unsigned size)
{
    uint8_t i;
    if (next == ${words.length}U) return 0;
    for (i = 0; i < size / 4U; i++) row[i] = pgm_read_dword(&rows[next++]);
    return 1;
}
void port_send(const uint32_t answer[], unsigned size)
{
    uint8_t i;
    int8_t digit;
    for (i = 0; i < size / 4U; i++) {
        for (digit = 28; digit >= 0; digit -= 4) put("0123456789abcdef"[(answer[i] >> digit) & 15U]);
        put(i + 1U < size / 4U ? ' ' : '\\n');
    }
}
void port_exit(int code)
{
    (void)code;
    while (!(UCSR0A & _BV(UDRE0))) {}
    cli();
    sleep_enable();
    sleep_cpu();
}
`;
}

/** The ELF image of a package that answers these rows. */
async function imageOf(result: CompileResult, rows: readonly Float64Array[]): Promise<string> {
  const folder = temporaryFolder();
  writeFiles(folder, result);
  const pack = hostPackageOf(result);
  const paths = rolePaths(
    pack,
    result.files.map(({ path }) => path),
  );
  const view = { ...harnessView({ ...pack, header: paths.header }), counted: false };
  writeFileSync(
    join(folder, "harness.c"),
    createEngine(resources).render("emulators/harness", view),
  );
  writeFileSync(join(folder, "port.c"), uartPort(toRowWords(result.plan, rows)));
  const sources = [paths.sources[0]!, "harness.c", "port.c"];
  const flags = ["-mmcu=atmega328p", "-DF_CPU=16000000UL", "-Os", "-std=c99", "-w"];
  const words = [...flags, "-I", dirname(paths.header), ...sources, "-o", "image.elf", "-lm"];
  await execa(tool("avr-gcc"), words, { cwd: folder });
  return join(folder, "image.elf");
}

async function textFromSimavr(image: string): Promise<string> {
  const words = ["-m", "atmega328p", "-f", "16000000", image];
  const run = await execa(tool("simavr"), words, { stdin: "ignore", timeout: 60_000 });
  // Its lines are coloured and have a point for their end.
  const lines = stripVTControlCharacters(`${run.stdout}\n${run.stderr}`).split("\n");
  return lines.flatMap((line) => /^([0-9a-f ]+)\.\s*$/.exec(line)?.[1] ?? []).join("\n");
}

async function textFromAvr8js(image: string): Promise<string> {
  await execa("avr-objcopy", ["-O", "ihex", image, `${image}.hex`]);
  const run = runOnAvr(readFileSync(`${image}.hex`, "latin1"), "uno", { cycleLimit: 1e9 });
  expect(run.end).toBe("sleep");
  return run.serial.trimEnd();
}

describeWith(["avr-gcc", "simavr"], "one image in simavr and in avr8js", () => {
  it.each(CASES)("%s, %s sums: the same text, and the plan's answers", async (fixture, sums) => {
    const options = { target: "generic", board: "uno", name: "m", sums } as CompileOptions;
    const result = compileModel(readFixtureModel(fixture), options);
    const { rows, results } = rowsFor(result, 30);
    const image = await imageOf(result, rows);
    const text = await textFromSimavr(image);
    expect(await textFromAvr8js(image)).toBe(text);
    const words = text.split(/\s/).map((word) => Number.parseInt(word, 16));
    const answers = fromAnswerWords(result.plan, Uint32Array.from(words));
    const compared = compareAnswers(result.plan, { rows, results, answers });
    expect(compared).toMatchObject(AS_THE_PLAN);
  });
});
