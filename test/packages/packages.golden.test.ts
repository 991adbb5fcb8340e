import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile } from "../../src/core/compile.ts";
import type { Model } from "../../src/core/ir/model.ts";
import { mapEach } from "../../src/core/ir/model.ts";
import { ForestBuilder } from "../../src/core/ir/predictors/forest/build.ts";
import { type CompileOptions, DEFAULT_OPTIONS } from "../../src/core/options.ts";
import { resources } from "../../src/core/resources.generated.ts";

const GOLDEN = join(import.meta.dirname, "../golden");

/** Three boosted trees on two scaled features, 13 nodes: small enough to read whole. */
function smallModel(): Model {
  const builder = new ForestBuilder(1);
  const split = (feature: number, threshold: number) =>
    builder.split({ feature, threshold, compare: "le", type: "f64", missing: "right" });
  builder.beginTree(0);
  split(0, 0.25);
  builder.leaf([0.75]);
  split(1, -1.5);
  builder.leaf([0.1]);
  builder.leaf([-0.5]);
  builder.beginTree(1);
  split(1, 0.5);
  split(0, -0.75);
  builder.leaf([-0.3]);
  builder.leaf([0.6]);
  builder.leaf([0.2]);
  builder.beginTree(2);
  split(0, 1.25);
  builder.leaf([-0.4]);
  builder.leaf([0.9]);
  const scale = (mean: number, by: number) =>
    [
      { kind: "subtract", by: mean, type: "f64" },
      { kind: "divide", by, type: "f64" },
      { kind: "cast", type: "f32" },
    ] as const;
  const base = Float64Array.of(0.1, -0.2, 0.05);
  return {
    origin: {
      library: "scikit-learn",
      version: "1.9.1",
      estimator: "GradientBoostingClassifier",
      transformers: ["StandardScaler"],
      file: "gearbox.joblib",
      sha256: "0".repeat(64),
      notes: [],
    },
    inputs: {
      features: [{ name: "vibration_rms" }, { name: "temperature" }],
      named: true,
      domain: "f64",
      mayBeMissing: true,
      training: { seen: "no", because: "scikit-learn's GradientBoostingClassifier rejects NaN" },
    },
    steps: [mapEach([scale(2.5, 0.3), scale(60, 8)])],
    predictor: builder.finish(3, { kind: "sum", accumulator: "f64", base }),
    head: {
      kind: "classes",
      labels: { type: "string", names: ["healthy", "worn", "faulty"] },
      link: "softmax",
      type: "f64",
      decide: { kind: "argmax" },
    },
  };
}

/** Each framework once, and between them each layout, way of sums and style. */
const CASES: readonly Partial<CompileOptions>[] = [
  { target: "arduino", layout: "packed", encoding: "rank" },
  { target: "esp-idf", layout: "branches", encoding: "bits" },
  { target: "stm32", sums: "exact" },
  { target: "generic", style: "header", outputs: "class" },
  { target: "zephyr", encoding: "rank" },
  { target: "pico", optimize: "speed" },
  { target: "platformio", outputs: "probability" },
];

describe("generated packages, whole", () => {
  it.each(CASES)("$target", async (options) => {
    const all = { ...DEFAULT_OPTIONS, target: "generic", name: "gearbox", ...options };
    const { files } = compile(smallModel(), all, { ...resources, version: "0.0.0" });
    const folder = join(GOLDEN, `package-${all.target}`, "expected");
    for (const { path, text } of files) await expect(text).toMatchFileSnapshot(join(folder, path));
    const listed = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    expect(listed).toEqual(files.map(({ path }) => join(folder, path)).sort());
  });
});
