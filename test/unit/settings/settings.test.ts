import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { DiagnosticError, Problems } from "../../../src/core/diagnostics/diagnostic.ts";
import type { Origin } from "../../../src/core/ir/model.ts";
import { DEFAULT_OPTIONS } from "../../../src/core/options.ts";
import { commandWords } from "../../../src/core/settings/command-words.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import { configSchema } from "../../../src/core/settings/config-schema.ts";
import { parseSettings } from "../../../src/core/settings/parse.ts";
import { mergeSettings } from "../../../src/core/settings/settings.ts";
import { flagOf, SETTINGS } from "../../../src/core/settings/table.ts";

function parse(values: Record<string, unknown>) {
  const problems = new Problems();
  const settings = parseSettings(values, { by: "flag" }, problems);
  return { settings, messages: problems.all.map(({ message }) => message) };
}

describe("settings", () => {
  it("cover every option of a compile", () => {
    const keys = SETTINGS.map(({ key }) => key as string);
    const { package: _, ...options } = DEFAULT_OPTIONS;
    expect(keys).toEqual(expect.arrayContaining(Object.keys(options)));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("are flags in kebab case", () => {
    expect(flagOf("maxFlash")).toBe("--max-flash");
  });

  it.each([
    ["32k", 32768],
    ["1M", 1048576],
    ["1.5 KiB", 1536],
    ["40000", 40000],
    [40000, 40000],
  ])("take the size %j", (text, bytes) => {
    expect(parse({ maxFlash: text }).settings.maxFlash).toBe(bytes);
  });

  it.each(["", "0", "-1", "k", "1e3", "32x", "NaN", null, {}])("refuse the size %j", (text) => {
    expect(parse({ maxFlash: text }).messages).toHaveLength(1);
  });

  it.each([
    ["best", "best"],
    ["all", "all"],
    ["12", 12],
    [12, 12],
  ])("take the iterations %j", (text, iterations) => {
    expect(parse({ iterations: text }).settings).toEqual({ iterations });
  });

  it.each(["", "0", 0, "-1", "1.5", 1.5, "first", "1e3", "1000000000", null, {}])(
    "refuse the iterations %j",
    (iterations) => {
      expect(parse({ iterations }).messages).toHaveLength(1);
    },
  );

  it.each(["0.0.0", "1.2.3", "1.2.3-rc.1+build.7", "65535.0.0", "1.0.0-0a"])(
    "take the version %s",
    (modelVersion) => {
      expect(parse({ modelVersion }).settings).toEqual({ modelVersion });
    },
  );

  it.each(["1", "1.2", "v1.2.3", "01.2.3", "1.2.65536", "1.2.3-", "1.2.3-01", "1.2.3 ", "latest"])(
    "refuse the version %j, and name the form",
    (modelVersion) => {
      expect(parse({ modelVersion }).messages).toEqual([
        `--model-version is ${modelVersion}, where a version such as 1.2.3 or 1.2.3-rc.1+build (numbers to 65535) is due`,
      ]);
    },
  );

  it("tell of all that is wrong at once", () => {
    const { messages } = parse({ sums: "exakt", maxError: "0", features: "a,,b", board: "" });
    expect(messages).toEqual([
      "--board is empty, where a word is due",
      "--sums is exakt, where auto, exact, certified, bounded is due",
      "--max-error is 0, where a number above 0 is due",
      "--features is a,,b, where different names separated by commas, none empty is due",
    ]);
  });

  it("refuse a feature's name given twice", () => {
    expect(parse({ features: "a,a,b" }).messages).toEqual([
      "--features is a,a,b, where different names separated by commas, none empty is due",
    ]);
  });

  it("stand in the command that makes a package again where they were given", () => {
    const options = { ...DEFAULT_OPTIONS, target: "generic", iterations: 12 };
    const origin = { file: "model.json" } as Origin;
    expect(commandWords(options, { origin, board: "host", name: "m" })).toContain(
      "--iterations 12",
    );
    const { iterations: _, ...unasked } = options;
    const words = commandWords(unasked, { origin, board: "host", name: "m" });
    expect(words.filter((word) => word.includes("--iterations"))).toEqual([]);
  });

  it("lose the board of a layer below where another target comes without one", () => {
    const below = { target: "generic", board: "host", name: "a" };
    expect(mergeSettings(below, { target: "arduino" })).toEqual({ target: "arduino", name: "a" });
    expect(mergeSettings(below, { target: "generic" })).toEqual(below);
    expect(mergeSettings({ board: "uno" }, { target: "arduino" }).board).toBe("uno");
    expect(mergeSettings(below, { target: "arduino", board: "pico" }).board).toBe("pico");
  });
});

/** A config file, and whether it is right. */
const CONFIGS: readonly (readonly [right: boolean, document: unknown])[] = [
  [true, {}],
  [true, { $schema: "x", package: { author: "A" }, models: {} }],
  [true, { models: { a: { model: "m", target: "generic", maxFlash: "32k", features: ["x"] } } }],
  [
    true,
    { models: { a: { model: "m", target: "generic", maxRam: 100, pinned: { layout: "packed" } } } },
  ],
  [true, { models: { a: { model: "m", target: "generic", iterations: "best" } } }],
  [true, { models: { a: { model: "m", target: "generic", iterations: 12 } } }],
  [true, { models: { a: { model: "m", target: "generic", iterations: "12" } } }],
  [false, { models: { a: { model: "m", target: "generic", iterations: 0 } } }],
  [false, { models: { a: { model: "m", target: "generic", iterations: "first" } } }],
  [false, []],
  [false, { modles: {} }],
  [false, { package: { author: 1 } }],
  [false, { models: { a: { target: "generic" } } }],
  [false, { models: { a: { model: "m", target: "generic", layout: "bushes" } } }],
  [false, { models: { a: { model: "m", target: "generic", maxFlash: "big" } } }],
  [false, { models: { a: { model: "m", target: "generic", features: ["x", 1] } } }],
  [false, { models: { a: { model: "m", target: "generic", features: ["x", "x"] } } }],
  [true, { models: { a: { model: "m", target: "generic", modelVersion: "1.20.65535-rc.1" } } }],
  [false, { models: { a: { model: "m", target: "generic", modelVersion: "1.2" } } }],
  [false, { models: { a: { model: "m", target: "generic", modelVersion: "1.2.65536" } } }],
  [false, { models: { a: { model: "m", target: "generic", pinned: { layuot: "packed" } } } }],
];

describe("the config file", () => {
  const validate = new Ajv2020({ strict: true }).compile(configSchema());

  it.each(CONFIGS)("%j: %j, to the reader and to the schema alike", (right, document) => {
    let read = true;
    try {
      readConfig(JSON.stringify(document), "mlc.config.json");
    } catch (error) {
      expect(error).toBeInstanceOf(DiagnosticError);
      read = false;
    }
    expect([read, validate(document)]).toEqual([right, right]);
  });

  it("has a schema that is published as it is", async () => {
    const text = `${JSON.stringify(configSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot("../../../docs/schema/config.schema.json");
  });
});
