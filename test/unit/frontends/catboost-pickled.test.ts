import { describe, expect, it } from "vitest";
import { readModel } from "../../../src/core/frontends/index.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import { verifyModel } from "../../../src/core/ir/verify.ts";
import { diagnosticsOf } from "../../support/diagnostics.ts";
import { readFixtureFile } from "../../support/fixtures.ts";
import { dict, global, instance, joined, pickle } from "../../support/pickle-bytes.ts";
import { mapSteps } from "../../support/steps.ts";
import { type CbmParts, cbm } from "./catboost-sample.ts";
import { surviveByteMutations } from "./reading.ts";

/** Bytes of any length. */
function binary(bytes: Uint8Array): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length, true);
  return joined([0x42], length, bytes);
}

const saved = (name: string, model: Uint8Array = cbm()) =>
  instance(global("catboost.core", name), dict({ __model: binary(model) }));
const read = (part: Uint8Array) =>
  verifyModel(readModel({ name: "model.pkl", bytes: pickle(part) }));
const faultsOf = (part: Uint8Array) =>
  diagnosticsOf(() => read(part)).map(({ code, at }) => ({ code, at }));
const custom = (parts: CbmParts = {}) =>
  cbm({ info: { params: '{"loss_function":{"type":"PythonUserDefinedPerObject"}}' }, ...parts });

describe("catboost inside a pickle", () => {
  it("is the .cbm that it holds", () => {
    const model = read(saved("CatBoostClassifier"));
    expect(model.origin).toMatchObject({
      library: "CatBoost",
      estimator: "CatBoostClassifier",
      notes: [],
    });
    expect(model.inputs).toMatchObject({
      features: [{ name: "rms" }, { name: "f1" }, { name: "temp" }],
      named: true,
    });
    expect(mapSteps(model.steps)[0]!.columns[0]!.chain).toEqual([{ kind: "cast", type: "f32" }]);
    expect(model.head).toMatchObject({ labels: { names: ["new", "worn"] } });
    const plain = readModel({ name: "model.cbm", bytes: cbm() });
    expect(model.predictor).toEqual(plain.predictor);
  });

  it("says where predict of a plain CatBoost gives other numbers", () => {
    const { origin } = read(saved("CatBoost"));
    expect(origin.estimator).toBe("Logloss");
    expect(origin.notes[0]).toContain("raw scores unless told otherwise");
  });

  it("gives classes of a classifier with a loss of its own, scores of any other", () => {
    expect(read(saved("CatBoostClassifier", custom())).head).toMatchObject({
      kind: "classes",
      labels: { names: ["0", "1"] },
      decide: { kind: "threshold", value: 0 },
    });
    expect(read(saved("CatBoostRegressor", custom())).head.kind).toBe("values");
  });

  it("is rounded to float32 behind the scalers of a Pipeline", () => {
    const bytes = readFixtureFile("catboost-1.2.10-pipeline", "model.joblib");
    const model = readModel({ name: "model.joblib", bytes });
    expect(model.origin).toMatchObject({
      library: "CatBoost",
      version: "1.2.10",
      estimator: "CatBoostClassifier",
      transformers: ["StandardScaler"],
    });
    const kinds = mapSteps(model.steps)[0]!.columns[0]!.chain.map(({ kind }) => kind);
    expect(kinds).toEqual(["subtract", "divide", "cast"]);
  });

  it("predicts with the first iterations", () => {
    const bytes = readFixtureFile("catboost-1.2.10-multi", "model.joblib");
    const model = readModel({ name: "model.joblib", bytes }, { iterations: 2 });
    // CatBoost 1.2.10: model.predict(rows, prediction_type="RawFormulaVal", ntree_end=2).
    expect(evaluate(model, [1, 2, 3, 0, 1e-6]).raw[0]).toBe(-0.21769320852933383);
  });
});

describe("catboost inside a pickle, damaged", () => {
  it("not fitted", () => {
    const empty = instance(global("catboost.core", "CatBoostClassifier"), dict({}));
    expect(faultsOf(empty)).toEqual([{ code: "sklearn/not-fitted", at: "n_features_in_" }]);
  });

  it("names the attribute, then the place in the model", () => {
    const code = "catboost/bad-value";
    const split = cbm({ trees: { 1: { i32s: [1, 2, 0, 9] } } });
    expect(faultsOf(saved("CatBoost", split))).toEqual([{ code, at: "__model, tree 1, split 1" }]);
    expect(faultsOf(saved("CatBoost", cbm().slice(0, 300)))).toEqual([
      { code: "input/truncated", at: "__model, byte 8" },
    ]);
  });

  it("another class of the package", () => {
    expect(faultsOf(saved("Pool"))[0]?.code).toBe("sklearn/unsupported-estimator");
  });

  it("any change of bytes", () => surviveByteMutations(pickle(saved("CatBoostRegressor")), 500));
});
