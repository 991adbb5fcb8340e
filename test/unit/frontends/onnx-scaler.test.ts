import { describe, expect, it } from "vitest";
import { attachScaler, readModel, readScaler } from "../../../src/core/frontends/index.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import { codesOf } from "../../support/diagnostics.ts";
import { readFacts, readFixtureFile, readVectors } from "../../support/fixtures.ts";
import { onnxBytes, stump } from "../../support/onnx-bytes.ts";
import { disagreements } from "../../support/trainer-rows.ts";

const FIXTURES = ["onnx-1.16.2-skl-scaled", "onnx-1.23.2-skl-scaled"];

describe("transforms of ONNX apart from the trees", () => {
  it.each(FIXTURES)("predict with them as the whole graph does: %s", (name) => {
    const fileOf = (file: string) => ({ name: file, bytes: readFixtureFile(name, file) });
    const scaler = readScaler(fileOf("scaler.onnx"));
    expect(scaler.transformers).toEqual(["Scaler"]);
    const model = attachScaler(readModel(fileOf("trees.onnx")), scaler);
    const vectors = readVectors(name);
    expect(model.inputs.features.map((feature) => feature.name)).toEqual(vectors.features);
    const answer = (row: Float64Array) => evaluate(model, row);
    expect(disagreements(model, answer, vectors, readFacts(name)).slice(0, 3)).toEqual([]);
  });

  it("are no model, and trees are no transforms", () => {
    const [name] = FIXTURES;
    const bytes = readFixtureFile(name!, "scaler.onnx");
    expect(codesOf(() => readModel({ name: "scaler.onnx", bytes }))).toEqual(["onnx/no-trees"]);
    const trees = onnxBytes({ nodes: [stump("TreeEnsembleRegressor")] });
    expect(codesOf(() => readScaler({ name: "m.onnx", bytes: trees }))).toEqual([
      "scaler/no-scaler",
    ]);
    const norm = { op: "Normalizer", attributes: { norm: "L2" } };
    expect(
      codesOf(() => readScaler({ name: "m.onnx", bytes: onnxBytes({ nodes: [norm] }) })),
    ).toEqual(["scaler/no-scaler"]);
  });
});
