import { join } from "node:path";
import { expect, it } from "vitest";
import type { CompileOptions } from "../../src/core/options.ts";
import {
  COMPILER_TOOLS,
  COMPILERS,
  compileObject,
  undefinedSymbols,
} from "../support/compilers.ts";
import {
  compileModel,
  readFixtureModel,
  temporaryFolder,
  writeFiles,
} from "../support/packages.ts";
import { describeWith } from "../support/tools.ts";

/** libgcc's and compiler-rt's names; gcc may call memcpy and memset for initialised arrays. */
const COMPILER_HELPER = /^(__\w+|memcpy|memset)$/;

const CASES: readonly (readonly [fixture: string, options: Partial<CompileOptions>])[] = [
  ["lightgbm-4.7.0-linear", { layout: "branches" }],
  ["lightgbm-4.7.0-linear", { layout: "packed", inputType: "i16" }],
  ["lightgbm-4.7.0-linear-multiclass", { layout: "packed", style: "header" }],
  ["lightgbm-4.7.0-linear-pipeline", { layout: "packed" }],
  ["lightgbm-4.7.0-linear-pipeline-classifier", { layout: "branches", inputType: "i16" }],
  ["lightgbm-4.7.0-linear-rf", { layout: "branches", inputType: "u8" }],
  ["lightgbm-4.7.0-pandas", { layout: "branches" }],
  ["lightgbm-4.7.0-pandas-classifier", { layout: "packed", inputType: "i32" }],
];

describeWith(COMPILER_TOOLS, "linear leaves and codes of categories", () => {
  const folder = temporaryFolder();

  it.concurrent.each(CASES)(
    "%s %j, on every core",
    async (fixture, options) => {
      const model = readFixtureModel(fixture);
      const result = compileModel(model, { target: "generic", ...options } as CompileOptions);
      const home = join(folder, `${fixture}-${Object.values(options).join("-")}`);
      writeFiles(home, result);
      const sources = result.files
        .map(({ path }) => join(home, path))
        .filter((path) => path.endsWith(".c"));
      for (const [label, compiler] of Object.entries(COMPILERS)) {
        const objects = sources.map((source) => `${source}.${compiler.tool}.o`);
        for (const [i, source] of sources.entries())
          await compileObject(compiler, source, { object: objects[i]! });
        const foreign = await undefinedSymbols(compiler.nm, objects);
        const own = foreign.filter((name) => !COMPILER_HELPER.test(name));
        expect(own, label).toEqual([]);
      }
    },
    240_000,
  );
});

it("names what codes stand for in the header", () => {
  const model = readFixtureModel("lightgbm-4.7.0-pandas");
  const { files } = compileModel(model, { target: "generic" } as CompileOptions);
  const header = files.find(({ path }) => path.endsWith(".h"))!.text;
  const start = header.indexOf("enum { /* what features[GEARBOX_FEATURE_COLOUR]");
  expect(header.slice(start, header.indexOf("#ifdef", start)).trimEnd().split("\n")).toEqual([
    "enum { /* what features[GEARBOX_FEATURE_COLOUR] takes; NaN for any other */",
    '    GEARBOX_CATEGORY_COLOUR_BLU    = 0, /* "bl\\303\\274" */',
    '    GEARBOX_CATEGORY_COLOUR_GRE_EN = 1, /* "gre en" */',
    '    GEARBOX_CATEGORY_COLOUR_RED    = 2, /* "red" */',
    '    GEARBOX_CATEGORY_COLOUR_C_3    = 3  /* "* / \\?\\?/" */',
    "};",
    "",
    "enum { /* what features[GEARBOX_FEATURE_WIDE] takes; NaN for any other */",
    '    GEARBOX_CATEGORY_WIDE_0_1  = 0, /* "0.1" */',
    '    GEARBOX_CATEGORY_WIDE_0_25 = 1, /* "0.25" */',
    '    GEARBOX_CATEGORY_WIDE_3    = 2  /* "3" */',
    "};",
    "",
    "enum { /* what features[GEARBOX_FEATURE_ONE] takes; NaN for any other */",
    '    GEARBOX_CATEGORY_ONE_X = 0  /* "x" */',
    "};",
  ]);
  expect(header).toContain(
    "rms, colour (a code), load, wide (a code), on, rpm, grade, one (a code)",
  );
});
