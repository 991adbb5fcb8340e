import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import type { CompileOptions } from "../../src/core/options.ts";
import {
  COMPILER_TOOLS,
  COMPILERS,
  type Compiler,
  compileObject,
  runOnHost,
  undefinedSymbols,
} from "../support/compilers.ts";
import {
  compileIfFits,
  readFixtureModel,
  temporaryFolder,
  writeFiles,
} from "../support/packages.ts";
import { type Choice, pairwise, product } from "../support/pairwise.ts";
import { describeWith } from "../support/tools.ts";

const NIGHTLY = process.env.MLC_NIGHTLY === "1";

const FIXTURES = [
  "bc_xgb",
  "xgboost-3.4.1-multi",
  "sklearn-1.9.1-std-named-gbc",
  "sklearn-1.9.1-rfc",
  "sklearn-1.9.1-rfr",
  "ml-random-forest-classifier",
  "ml-random-forest-median",
  "sklearn-1.9.1-tree-gaps",
  "sklearn-1.9.1-one-node",
  "xgboost-3.4.1-quantiles",
  "lightgbm-4.7.0-poisson",
  "lightgbm-4.7.0-ova-sigmoid",
  "lightgbm-4.7.0-sqrt",
  "lightgbm-4.7.0-cross-entropy-lambda",
  "sklearn-1.9.1-several-poisson",
  "sklearn-1.9.1-ada",
  "sklearn-1.9.1-adar",
  "sklearn-1.9.1-iforest",
  "sklearn-1.9.1-vote-soft-weights",
  "sklearn-1.9.1-vote-hard",
  "sklearn-1.9.1-bag-few-gbc",
];
const SHAPES = {
  fixture: FIXTURES,
  layout: ["branches", "packed"],
  input: [
    ...["f32/bits", "f32/float", "f32/rank", "i16/rank"],
    ...["i8/integer", "u8/integer", "i16/integer", "u16/integer", "i32/integer"],
  ],
  sums: ["exact", "bounded"],
};
const OUTPUTS = ["class", "probability", "decision", "all"];
const STYLES = ["split", "header"];

/** What few shapes take: sets, linear leaves, norms, averages of members by their own sums. */
const MORE: readonly Choice[] = [
  ...["lightgbm-4.7.0-categories f32/rank exact", "lightgbm-4.7.0-categories u8/rank bounded"],
  ...["lightgbm-4.7.0-linear f32/bits exact", "lightgbm-4.7.0-linear-categories i16/rank exact"],
  ...["onnx-1.23.2-skl-norm-l2 f32/bits exact", "onnx-1.23.2-skl-norm-max i16/rank bounded"],
  "sklearn-1.9.1-rfc-labels f32/rank exact",
  ...["voting-1.9.1-values f32/rank exact", "voting-1.9.1-catboost-soft i8/integer exact"],
].map((words, i) => {
  const [fixture, input, sums] = words.split(" ") as [string, string, string];
  const style = STYLES[Math.floor(i / 2) % 2]!;
  return { fixture, layout: SHAPES.layout[i % 2]!, input, sums, outputs: "all", style };
});

/** All shapes at night, outputs and styles in turn; by day few in which the pairs meet. */
const CASES: readonly Choice[] = NIGHTLY
  ? product(SHAPES).map((shape, i) => ({
      ...shape,
      outputs: OUTPUTS[(i + Math.floor(i / 4)) % 4]!,
      style: STYLES[Math.floor(i / 4) % 2]!,
    }))
  : pairwise({ ...SHAPES, outputs: OUTPUTS, style: STYLES }, [["fixture", "input"]]);

/** The self-test's verdict, as a program. */
const MAIN = `#include <stdio.h>
int gearbox_self_test(void);
int main(void) { printf("%d", gearbox_self_test()); return 0; }
`;
const RUNS: readonly (readonly string[])[] = [
  ["-std=gnu11", "-O3", "-ffast-math"],
  ["-std=c99", "-O2", "-DGEARBOX_INTEGER_REALS"],
];

/** libgcc's and compiler-rt's names; gcc may call memcpy and memset for initialised arrays. */
const COMPILER_HELPER = /^(__\w+|memcpy|memset)$/;

const MODELS = new Map(
  [...FIXTURES, ...MORE.map(({ fixture }) => fixture!)].map((name) => [
    name,
    readFixtureModel(name),
  ]),
);

const COMPILED = [...CASES, ...MORE].flatMap((choice) => {
  const result = compileIfFits(MODELS.get(choice.fixture!)!, optionsOf(choice));
  return result ? [[Object.values(choice).join(" "), result] as const] : [];
});

describeWith(COMPILER_TOOLS, "emitted C", () => {
  const folder = temporaryFolder();

  it("comes of most cases", () => {
    expect(COMPILED.length).toBeGreaterThan(0.85 * CASES.length + MORE.length);
  });

  it.concurrent.each(COMPILED.map(([title, result], i) => [title, result, i] as const))(
    "%s",
    async (title, result, index) => {
      const home = join(folder, title.replace(/\W/g, "_"));
      writeFiles(home, result);
      const sources = result.files
        .map(({ path }) => join(home, path))
        .filter((path) => path.endsWith(".c"));
      for (const [label, compiler] of compilersOf(index)) {
        const objects = sources.map((source) => `${source}.${compiler.tool}.o`);
        for (const [i, source] of sources.entries())
          await compileObject(compiler, source, { object: objects[i]! });
        const foreign = await undefinedSymbols(compiler.nm, objects);
        expect(
          foreign.filter((name) => !COMPILER_HELPER.test(name)),
          label,
        ).toEqual([]);
        if (compiler.tool === "avr-gcc") expect(await ramOf(objects), label).toEqual([]);
      }
      writeFileSync(join(home, "main.c"), MAIN);
      for (const flags of RUNS) {
        const program = join(home, "self-test");
        const printed = await runOnHost([join(home, "main.c"), ...sources], { flags, program });
        expect(printed, flags.join(" ")).toBe("0");
      }
    },
    120_000,
  );
});

/** All at night; by day two for every case and the others in turn, four a case. */
function compilersOf(index: number): (readonly [string, Compiler])[] {
  const all = Object.entries(COMPILERS);
  if (NIGHTLY) return all;
  const always = all.filter(([label]) => label === "gcc c99 -O2" || label === "atmega328p");
  const others = all.filter((entry) => !always.includes(entry));
  const turn = [0, 1, 2, 3].map((k) => others[(index * 4 + k) % others.length]!);
  return [...always, ...turn];
}

function optionsOf(choice: Choice): Partial<CompileOptions> & { target: string } {
  const [inputType, encoding] = choice.input!.split("/");
  const { layout, sums, outputs, style } = choice;
  // Floating compares cannot send NaN the trainer's way, so that pair is refused by name.
  const missing = encoding === "float" ? "finite" : "auto";
  return { target: "generic", layout, sums, outputs, style, inputType, encoding, missing } as never;
}

/** Sections with anything in them that a linker puts into an AVR's RAM. */
async function ramOf(objects: readonly string[]): Promise<string[]> {
  const { stdout } = await execa("avr-size", ["-A", ...objects]);
  return stdout.split("\n").filter((line) => /^\.(data|bss|rodata)\S*\s+[1-9]/.test(line));
}
