import { describe, expect, it } from "vitest";
import { readModel } from "../../../src/core/frontends/index.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import { MISSING_LEFT } from "../../../src/core/ir/predictors/forest/forest.ts";
import { verifyModel } from "../../../src/core/ir/verify.ts";
import { log, nextDown32, nextUp32, nextUp64 } from "../../../src/core/math.ts";
import { diagnosticsOf } from "../../support/diagnostics.ts";
import { readFixtureFile } from "../../support/fixtures.ts";
import { mapSteps } from "../../support/steps.ts";
import { type CbmParts, cbm, nested, sample, stepped } from "./catboost-sample.ts";
import { changed, faultsOf, read } from "./reading.ts";

const readCbm = (parts: CbmParts) =>
  verifyModel(readModel({ name: "model.cbm", bytes: cbm(parts) }));
const rawOf = (document: unknown, row: readonly number[]) => evaluate(read(document), row).raw[0]!;
const withParams = (loss: string, document: object = sample) =>
  changed(document, "model_info.params.loss_function.type", loss);
const FLOATS = "features_info.float_features";
/** The leaf of one value, and the two trees' at (0, 0): -1.25 and -0.75. */
const REST = 0.5 + 2.5;

describe("catboost: what the IR says", () => {
  const model = read(sample);

  it("names the origin and the features", () => {
    expect(model.origin).toMatchObject({
      library: "CatBoost",
      version: "1.2.10",
      estimator: "Logloss",
      transformers: [],
      notes: [],
    });
    expect(model.inputs).toMatchObject({
      features: [{ name: "rms" }, { name: "code" }, { name: "temp" }],
      named: true,
      training: { seen: "yes" },
    });
    expect(read(changed(sample, `${FLOATS}[0].has_nans`, false)).inputs.training.seen).toBe("no");
    const older = changed(sample, "model_info.catboost_version_info", "Branch: heads/master");
    expect(read(older).origin.version).toBe("");
  });

  it("takes the first split for the lowest bit of the leaf's index", () => {
    expect(rawOf(sample, [1, 0, 0])).toBe(-0.25 + 0 + REST);
    expect(rawOf(sample, [0, 0, 3])).toBe(-0.75 - 0.375 + REST);
    expect(rawOf(sample, [1, 0, 3])).toBe(2.25 + 1.125 + REST);
    const { nodes } = model.predictor;
    expect(Array.from(nodes.feature.subarray(0, 2))).toEqual([0, 2]);
    expect(Array.from(nodes.samples!.subarray(0, 2))).toEqual([10, 6]);
  });

  it("compares float32 with float32: above the border is the bit", () => {
    const border = 0.7999999523162842;
    const row = (x: number) => [x, 0, 0];
    expect(rawOf(sample, row(border))).toBe(-1.25 + REST);
    expect(rawOf(sample, row(nextUp32(border)))).toBe(-0.25 + REST);
    // Rounds to the border.
    expect(rawOf(sample, row(nextUp64(border)))).toBe(-1.25 + REST);
    expect(rawOf(sample, row(nextDown32(border)))).toBe(-1.25 + REST);
    expect(mapSteps(model.steps)[0]!.columns[0]!.chain).toEqual([{ kind: "cast", type: "f32" }]);
  });

  it("sends NaN above every border only where training saw some and it counts as true", () => {
    const { NaN: nan } = Number;
    expect(rawOf(sample, [nan, 0, nan])).toBe(-0.25 + REST);
    for (const treatment of ["AsIs", "AsFalse"]) {
      const other = changed(sample, `${FLOATS}[0].nan_value_treatment`, treatment);
      expect(rawOf(other, [nan, 0, 0])).toBe(-1.25 - 0.75 + REST);
    }
    const { flags } = model.predictor.nodes;
    expect(Array.from(flags.subarray(0, 2), (flag) => flag & MISSING_LEFT)).toEqual([
      0,
      MISSING_LEFT,
    ]);
  });

  it("compares the integers of a category", () => {
    const at = (code: number) => rawOf(sample, [0, code, 0]) - (-1.25 - 0.75 + REST);
    expect([2, -3, -3.5, nextUp64(-3), 3, Number.NaN, 0].map(at)).toEqual([0, 16, 0, 0, 0, 0, 0]);
    expect(model.inputs.features[1]!.categories).toBeUndefined();
    expect(mapSteps(model.steps)[0]!.columns[1]!.chain).toEqual([]);
  });

  it("numbers categories that are no integers", () => {
    for (const spelling of ["drei", "03", "-0", "3.0", "9007199254740993"]) {
      const spelled = changed(sample, "features_info.cat_features_hash[1].value", spelling);
      const { inputs, predictor } = read(spelled);
      expect(inputs.features[1]!.categories).toEqual(["2", spelling]);
      expect(rawOf(spelled, [0, Number.NaN, 0])).toBe(-1.25 - 0.75 + REST);
      expect(Array.from(predictor.sets[0]!)).toEqual([1, nextUp64(1)]);
    }
  });

  it("keeps NaN, which stands for any other category, where training saw no NaN", () => {
    const unseen = changed(sample, `${FLOATS}[0].has_nans`, false);
    const spelled = changed(unseen, "features_info.cat_features_hash[1].value", "drei");
    expect(read(spelled).inputs.training).toMatchObject({ seen: "yes" });
  });

  it("multiplies the sum by the scale and adds the bias", () => {
    const scaled = changed(sample, "scale_and_bias", [-2.5, [0.1]]);
    expect(rawOf(scaled, [0, 0, 0])).toBe(-2.5 * (-1.25 - 0.75 + 0.5) + 0.1);
    expect(read(changed(sample, "scale_and_bias", [1, 0])).predictor.combine).toEqual({
      kind: "sum",
      accumulator: "f64",
      base: new Float64Array(1),
    });
  });

  it("decides class 1 above the threshold's log-odds", () => {
    expect(model.head).toEqual({
      kind: "classes",
      labels: { type: "string", names: ["new", "worn"] },
      link: "sigmoid",
      type: "f64",
      decide: { kind: "threshold", compare: "gt", value: 0 },
    });
    const at = (text: unknown) =>
      read(changed(sample, "model_info.binclass_probability_threshold", text)).head;
    expect(at("0.35")).toMatchObject({ decide: { value: -log(1 / 0.35 - 1) } });
    expect(at(undefined)).toMatchObject({ decide: { value: 0 } });
  });

  it("is the same from JSON and .cbm, symmetric or not", () => {
    const facts = ({ inputs, steps, predictor, head }: typeof model) => ({
      inputs,
      steps,
      predictor,
      head,
    });
    const plain = { ...sample, oblivious_trees: sample.oblivious_trees.slice(0, 3) };
    const floats = changed(plain, "features_info.categorical_features", undefined);
    // In .cbm of a model without categories there is no column 1 but a gap.
    expect(facts(readCbm({}))).toEqual(
      facts(read(changed(floats, "model_info.catboost_version_info", undefined))),
    );
    const info = { params: '{"loss_function":{"type":"RMSE"}}' };
    expect(facts(readCbm({ trees: stepped, info }))).toEqual(facts(read(nested)));
    expect(rawOf(nested, [0, 0, 9])).toBe(1.25);
    expect(rawOf(nested, [1, 0, 1.6])).toBe(2.25);
    expect(rawOf(nested, [1, 0, 9])).toBe(3.25);
  });

  it.each([
    ["Poisson", [{ kind: "exp" }]],
    ["Tweedie", [{ kind: "exp" }]],
    ["LogLinQuantile", [{ kind: "identity" }]],
    ["YetiRank", [{ kind: "identity" }]],
  ])("gives the values of %s as predict does", (loss, links) => {
    expect(read(withParams(loss)).head).toEqual({ kind: "values", type: "f64", links });
  });

  it("takes the loss of a sum of models from beside the parameters, or says there is none", () => {
    const sum = changed(nested, "model_info", { loss_function: '{"type":"Poisson","params":{}}' });
    expect(read(sum).origin.estimator).toBe("Poisson");
    const custom = read(changed(nested, "model_info", undefined));
    expect(custom.head).toMatchObject({ kind: "values" });
    expect(custom.origin.notes[0]).toContain("raw scores");
    const own = read(withParams("PythonUserDefinedPerObject", nested));
    expect(own.origin.notes[0]).toContain("raw scores");
  });

  it.each([
    ["class_params", undefined, ["0", "1"]],
    ["class_params", { class_to_label: [3, 7] }, ["3", "7"]],
    ["class_params", { class_names: [1, 0], class_to_label: [0, 1] }, ["1", "0"]],
    ["class_params", { class_label_type: "Float", class_names: [-2, 1.5] }, ["-2.0", "1.5"]],
    [
      "class_params",
      { class_label_type: "Boolean", class_names: [false, true] },
      ["False", "True"],
    ],
  ])("takes %s = %j for the labels %j", (key, value, names) => {
    expect(read(changed(sample, `model_info.${key}`, value)).head).toMatchObject({
      labels: { names },
    });
  });

  it("takes labels of older releases from where they stand", () => {
    const older = changed(sample, "model_info.class_params", undefined);
    const names = { data_processing_options: { class_names: ["a", "b"] } };
    const params = { ...sample.model_info.params, ...names };
    expect(read(changed(older, "model_info.params", params)).head).toMatchObject({
      labels: { type: "string", names: ["a", "b"] },
    });
    const multi = { class_names: ["x", "y"], class_to_label: [0, 1], classes_count: 0 };
    expect(read(changed(older, "model_info.multiclass_params", multi)).head).toMatchObject({
      labels: { names: ["x", "y"] },
    });
  });

  it("leaves classes out that training did not see, and says so", () => {
    const name = "catboost-1.2.10-labels-unseen";
    const { origin } = readModel({ name, bytes: readFixtureFile(name, "model.cbm") });
    expect(origin.notes).toEqual([expect.stringContaining("class r: its probability is always 0")]);
  });

  it("counts as none the names that CatBoost makes up", () => {
    const unnamed = [0, 1].reduce(
      (document, i) => changed(document, `${FLOATS}[${i}].feature_id`, i === 0 ? "0" : ""),
      changed(sample, "features_info.categorical_features[0].feature_id", undefined),
    );
    expect(read(unnamed).inputs).toMatchObject({
      features: [{ name: "f0" }, { name: "f1" }, { name: "f2" }],
      named: false,
    });
    expect(read(changed(unnamed, `${FLOATS}[1].feature_name`, undefined)).inputs.named).toBe(false);
    const one = changed(unnamed, "features_info.categorical_features[0].feature_name", "code");
    expect(read(one).inputs.features.map(({ name }) => name)).toEqual(["f0", "code", "f2"]);
  });

  it("predicts with the first iterations as ntree_end does, scale and bias included", () => {
    const first = (name: string) => {
      const bytes = readFixtureFile(`catboost-1.2.10-${name}`, "model.cbm");
      return readModel({ name, bytes }, { iterations: 2 });
    };
    // CatBoost 1.2.10: model.predict(rows, prediction_type="RawFormulaVal", ntree_end=2).
    const multi = first("multi");
    expect(Array.from(evaluate(multi, [1, 2, 3, 0, 1e-6]).raw)).toEqual([
      -0.21769320852933383, 0.0006445157065961271, 0.21704869282274136,
    ]);
    expect(multi.origin.notes).toEqual([expect.stringContaining("first 2 of 4 iterations")]);
    const scaled = evaluate(first("scale-and-bias"), [1, 2, 3, 0, 1e-6]);
    expect(scaled.raw[0]).toBe(-23.777822851796603);
  });
});

describe("catboost: what is refused by name", () => {
  it.each(["catboost-1.2.10-refused", "catboost-0.24.4-refused"])("models of %s", (folder) => {
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const codes: Record<string, string> = JSON.parse(
      decode(readFixtureFile(folder, "refused.json")),
    );
    for (const [name, code] of Object.entries(codes)) {
      const bytes = readFixtureFile(folder, name);
      const [found] = diagnosticsOf(() => readModel({ name, bytes }));
      expect(found?.code, name).toBe(code);
    }
  });

  const at = "model_info.params.loss_function";
  it("losses of no release, or of other numbers of scores", () => {
    expect(faultsOf(withParams("Loglosss"))).toEqual([{ code: "catboost/unsupported-loss", at }]);
    expect(faultsOf(withParams("MultiClass"))).toEqual([{ code: "catboost/bad-value", at }]);
    expect(faultsOf(withParams("RMSEWithUncertainty"))).toEqual([
      { code: "catboost/bad-value", at },
    ]);
  });

  it("splits on statistics of categories, texts and embeddings, once each", () => {
    const split = "oblivious_trees[0].splits[0]";
    const path = (code: string) => ({ code, at: split });
    expect(faultsOf(changed(sample, `${split}.split_type`, "OnlineCtr"))).toEqual([
      path("catboost/ctr"),
    ]);
    const both = changed(sample, `${split}.split_type`, "EstimatedFeature");
    expect(
      faultsOf(changed(both, "oblivious_trees[1].splits[0].split_type", "EstimatedFeature")),
    ).toEqual([path("catboost/unsupported-features")]);
  });

  it("categories that the file knows by their hash alone", () => {
    const code = "catboost/unknown-categories";
    const path = "features_info.categorical_features[0]";
    expect(faultsOf(changed(sample, "features_info.cat_features_hash", undefined))).toEqual([
      { code, at: path },
    ]);
    expect(faultsOf(changed(sample, "features_info.cat_features_hash", []))).toEqual([
      { code, at: path },
    ]);
    const unused = changed(sample, `${path}.values`, undefined);
    const withoutSplit = { ...unused, oblivious_trees: sample.oblivious_trees.slice(0, 3) };
    expect(read(withoutSplit).predictor.roots.length).toBe(3);
  });

  it("parts behind the trees, interpolation, other formats", () => {
    const codes = (parts: CbmParts) => diagnosticsOf(() => readCbm(parts)).map(({ code }) => code);
    expect(codes({ parts: ["static_provider_v1"] })).toEqual(["catboost/model-parts"]);
    expect(codes({ trees: { 7: { tables: [[]] } }, parts: ["ctr"] })).toEqual(["catboost/ctr"]);
    expect(codes({ trees: { 12: { tables: [[]] } } })).toEqual(["catboost/unsupported-features"]);
    expect(codes({ trees: { 18: { tables: [[]] } } })).toEqual(["catboost/unsupported-features"]);
    expect(codes({ trees: { 19: { i8: 1 } } })).toEqual(["catboost/interpolated-features"]);
    expect(codes({ format: "FlabuffersModel_v2" })).toEqual(["catboost/unsupported-format"]);
  });
});
