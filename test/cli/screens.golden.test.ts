import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { toModelJson } from "../../src/core/frontends/mlc-json/write.ts";
import { mapEach, valueHead } from "../../src/core/ir/model.ts";
import { ForestBuilder } from "../../src/core/ir/predictors/forest/build.ts";
import { mlc, temporaryFolder } from "../support/cli.ts";
import { readFixtureFile } from "../support/fixtures.ts";

/** A command line and the files around it; what it prints stands under test/golden. */
interface Screen {
  readonly name: string;
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Run before, in the same folder, unseen. */
  readonly first?: readonly (readonly string[])[];
  readonly env?: Readonly<Record<string, string>>;
}

const MODEL = "gearbox/model.joblib";
const COMPILE = ["compile", MODEL, "--no-verify"];
const CONFIG = {
  package: { author: "Ada Example", licence: "MIT" },
  models: { gearbox: { model: MODEL, target: "esp-idf", optimise: "size", maxFlash: "lots" } },
};

const SCREENS: readonly Screen[] = [
  ...["generic", "arduino", "esp-idf", "stm32", "pico", "platformio", "zephyr"].map((target) => ({
    name: `compile-${target}`,
    args: [...COMPILE, "--target", target, "--out", "out"],
  })),
  {
    name: "compile-dry-run",
    args: [...COMPILE, "--target", "arduino", "--dry-run"],
  },
  {
    name: "compile-named-board",
    args: [...COMPILE, "--target", "arduino", "--board", "mega2560", "--name", "Box"],
  },
  { name: "verify", args: ["verify", MODEL, "--data", "rows.csv", "--expected", "rows.csv"] },
  {
    name: "verify-wrong-answers",
    args: ["verify", MODEL, "--data", "rows.csv", "--expected", "wrong.csv"],
  },
  {
    name: "predict-raw",
    args: ["predict", MODEL, "--data", "rows.csv", "--ignore-extra", "--raw"],
  },
  { name: "inspect", args: ["inspect", MODEL] },
  { name: "inspect-plan", args: ["inspect", MODEL, "--plan", "--target", "arduino"] },
  { name: "inspect-tree", args: ["inspect", MODEL, "--tree", "1", "--depth", "2"] },
  {
    name: "print-after",
    args: [
      "compile",
      "small.json",
      "--no-verify",
      "--target",
      "generic",
      "--out",
      "out",
      "--print-after",
      "all",
    ],
    files: { "small.json": smallModel() },
  },
  {
    name: "inspect-dump",
    args: ["inspect", "small.json", "--dump"],
    files: { "small.json": smallModel() },
  },
  { name: "targets", args: ["targets"] },
  { name: "no-command", args: [] },
  { name: "unknown-command", args: ["compil", MODEL] },
  { name: "unknown-option", args: [...COMPILE, "--tarrget", "generic"] },
  { name: "unknown-board", args: [...COMPILE, "--target", "esp-idf", "--board", "esp32-s4"] },
  { name: "unknown-target", args: [...COMPILE, "--target", "esp"] },
  { name: "no-target", args: COMPILE },
  {
    name: "bad-values",
    args: [
      ...COMPILE,
      "--target",
      "generic",
      "--max-flash",
      "big",
      "--sums",
      "exakt",
      "--max-error",
      "-1",
    ],
  },
  { name: "package-to-stdout", args: [...COMPILE, "--target", "generic", "--out", "-"] },
  { name: "unknown-pass", args: [...COMPILE, "--target", "generic", "--print-after", "fold-step"] },
  { name: "no-such-file", args: ["compile", "gearbox/modle.joblib", "--target", "generic"] },
  {
    name: "not-a-model",
    args: ["compile", "picture.joblib", "--target", "generic"],
    files: { "picture.joblib": "\u0089PNG" },
  },
  { name: "folder-without-manifest", args: ["compile", "gearbox", "--target", "generic"] },
  { name: "over-budget", args: [...COMPILE, "--target", "arduino", "--max-flash", "1k"] },
  { name: "output-in-the-way", args: [...COMPILE, "--target", "generic", "--out", "rows.csv"] },
  {
    name: "edited-package",
    args: [...COMPILE, "--target", "generic", "--out", "edited"],
    files: { "edited/gearbox.c": "/* mine */\n" },
  },
  {
    name: "stale-package",
    first: [[...COMPILE, "--target", "generic", "--out", "out"]],
    args: [...COMPILE, "--target", "generic", "--out", "out", "--optimize", "size", "--check"],
  },
  {
    name: "source-gone",
    first: [
      ["compile", MODEL, "--no-verify", "--target", "generic", "--out", "a/b/c/d/out"],
      // Over the report, which knows where the model is.
      ["convert", MODEL, "--out", "a/b/c/d/out/mlc-report.json"],
    ],
    args: ["verify", "a/b/c/d/out"],
  },
  {
    name: "config-faults",
    args: ["compile"],
    files: { "mlc.config.json": JSON.stringify(CONFIG) },
  },
  { name: "config-missing", args: ["compile"] },
  { name: "missing-column", args: ["predict", MODEL, "--data", "few.csv"] },
  { name: "not-a-number", args: ["predict", MODEL, "--data", "words.csv"] },
  { name: "ragged-rows", args: ["predict", MODEL, "--data", "ragged.csv"] },
  { name: "no-rows", args: ["predict", MODEL, "--data", "-"] },
  { name: "colours", args: [...COMPILE, "--target", "esp"], env: { FORCE_COLOR: "1" } },
];

/** A regressor of two trees and a scaler, one of its splits without effect. */
function smallModel(): string {
  const builder = new ForestBuilder(1);
  const split = { compare: "le", type: "f64", missing: "right" } as const;
  builder.beginTree();
  builder.split({ ...split, feature: 0, threshold: 0.5 });
  builder.leaf([-0]);
  builder.split({ ...split, feature: 0, threshold: 0.25 });
  builder.leaf([7]);
  builder.leaf([1.5]);
  builder.beginTree();
  builder.split({ ...split, feature: 1, threshold: -1, missing: "left" });
  builder.leaf([0.1]);
  builder.leaf([0.1]);
  return toModelJson({
    origin: {
      library: "hand",
      version: "",
      estimator: "Small",
      transformers: ["StandardScaler"],
      file: "small.json",
      sha256: "",
      notes: [],
    },
    inputs: {
      features: [{ name: "a" }, { name: "b", range: [-3, 4] }],
      named: true,
      domain: "f64",
      mayBeMissing: true,
      training: { seen: "yes", because: "the test says so" },
    },
    steps: [
      mapEach([
        [
          { kind: "subtract", by: 2, type: "f64" },
          { kind: "divide", by: 3, type: "f64" },
        ],
        [],
      ]),
    ],
    predictor: builder.finish(1, {
      kind: "sum",
      accumulator: "f64",
      base: Float64Array.of(0),
      divisor: Float64Array.of(2),
    }),
    head: valueHead(1),
  });
}

const HEADER = "vibration,temperature,rpm,pressure,leak";
const TABLES = {
  "rows.csv": `${HEADER},prediction,p0\n0.0103,56,1626,100889.8,-1.78e-7,healthy,0.165\n0.0059,50.5,1839,96266.5,-1.75e-6,broken,0.53\n`,
  "wrong.csv": "y,p0\nhealthy,0.165\nhealthy,0.5\n",
  "few.csv": "Vibration,temprature,rpm,Pressure,extra\n1,2,3,4,5\n",
  "words.csv": `${HEADER}\n1,2,3,4,5\n1,NA,,nan,hot\n`,
  "ragged.csv": `${HEADER}\n1,2,3,4,5\n\n1,2,3\n`,
};

/** The model in a folder that names it, and the tables. */
function workshop(files: Screen["files"]): string {
  const folder = temporaryFolder();
  const all = {
    [MODEL]: readFixtureFile("sklearn-1.9.1-std-named-gbc", "model.joblib"),
    ...TABLES,
    ...files,
  };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(
      join(folder, path),
      typeof content === "string" ? Buffer.from(content, "latin1") : content,
    );
  }
  return folder;
}

describe("screens", () => {
  it.each(SCREENS)("$name", async ({ name, args, files, first = [], env = {} }) => {
    const folder = workshop(files);
    for (const before of first) expect((await mlc(before, { cwd: folder })).code).toBe(0);
    const { code, stdout, stderr } = await mlc(args, { cwd: folder, env });
    const parts = [`$ mlc ${args.join(" ")}`, stdout, "--- stderr", stderr, `--- exit ${code}`];
    const text = `${parts.map((part) => part.replace(/\n$/, "")).join("\n")}\n`;
    // The folder is another one each time, and so is the compiler's release.
    const stable = text.replaceAll(folder, "<folder>").replace(/\b(gcc|clang) \d+/g, "<compiler>");
    await expect(stable).toMatchFileSnapshot(`../golden/${name}/expected/screen.txt`);
  });
});
