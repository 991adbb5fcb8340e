import { describe, expect, it } from "vitest";
import { readModel } from "../../../src/core/frontends/index.ts";
import { diagnosticsOf } from "../../support/diagnostics.ts";
import { readFixtureFile } from "../../support/fixtures.ts";
import { type CbmParts, cbm, INFO, nested, sample, stepped } from "./catboost-sample.ts";
import { changed, faultsOf, surviveByteMutations, surviveStructureMutations } from "./reading.ts";

const FLOATS = "features_info.float_features";

describe("catboost: damaged JSON", () => {
  const FIRST = "oblivious_trees[0]";
  const damages: [string, unknown, string, string][] = [
    ["features_info", undefined, "json/missing-key", "the document"],
    ["oblivious_trees", 3, "json/wrong-type", "oblivious_trees"],
    ["oblivious_trees", [], "model/no-trees", "the trees"],
    ["oblivious_trees", null, "model/no-trees", "the trees"],
    ["scale_and_bias", undefined, "json/wrong-type", "scale_and_bias"],
    ["scale_and_bias", [1, [0, 0]], "catboost/bad-value", "model_info.params.loss_function"],
    ["scale_and_bias", [1, []], "model/too-many", "the trees"],
    ["scale_and_bias", [1, [0, "0"]], "json/wrong-type", "scale_and_bias"],
    ["scale_and_bias", ["<Infinity>", [0]], "catboost/bad-value", "scale_and_bias"],
    ["model_info.class_params.class_names", ["a"], "catboost/bad-value", "model_info"],
    ["model_info.class_params.class_names", ["a", 1], "catboost/bad-value", "model_info"],
    ["model_info.class_params.class_to_label", [1, 0], "catboost/bad-value", "model_info"],
    ["model_info.params", "{", "input/truncated", "model_info.params"],
    [
      "model_info.binclass_probability_threshold",
      "x",
      "catboost/bad-value",
      "model_info.binclass_probability_threshold",
    ],
    [
      "model_info.binclass_probability_threshold",
      "1",
      "catboost/never-decides",
      "model_info.binclass_probability_threshold",
    ],
    [`${FLOATS}[0].borders`, [0.5, 0.5], "catboost/bad-value", `${FLOATS}[0]`],
    [`${FLOATS}[0].borders`, [0.5, "<NaN>"], "catboost/bad-value", `${FLOATS}[0]`],
    [
      `${FLOATS}[0].nan_value_treatment`,
      "As",
      "json/wrong-type",
      `${FLOATS}[0].nan_value_treatment`,
    ],
    [`${FLOATS}[0].has_nans`, 1, "json/wrong-type", `${FLOATS}[0].has_nans`],
    [`${FLOATS}[0].flat_feature_index`, 2, "catboost/bad-value", `${FLOATS}[1]`],
    [`${FLOATS}[0].flat_feature_index`, 0.5, "catboost/bad-value", `${FLOATS}[0]`],
    [`${FLOATS}[0].flat_feature_index`, -1, "catboost/bad-value", `${FLOATS}[0]`],
    [`${FLOATS}[0].flat_feature_index`, 4e9, "model/too-many", "the features"],
    [`${FLOATS}[0].feature_id`, "temp", "model/duplicate-feature", "the features"],
    [
      "features_info.cat_features_hash[1].value",
      "2",
      "catboost/bad-value",
      "features_info.categorical_features[0]",
    ],
    [`${FIRST}.leaf_values`, [1, 2, 3], "tree/lengths-disagree", `${FIRST}.leaf_values`],
    [`${FIRST}.leaf_values`, [], "tree/lengths-disagree", `${FIRST}.leaf_values`],
    [`${FIRST}.leaf_weights`, [1], "tree/lengths-disagree", `${FIRST}.leaf_weights`],
    [`${FIRST}.leaf_values[1]`, "<NaN>", "tree/non-finite-leaf", `${FIRST}.leaf_values[1]`],
    [`${FIRST}.splits[1].split_index`, 9, "catboost/bad-value", `${FIRST}.splits[1].split_index`],
    [`${FIRST}.splits[1].split_index`, 3, "catboost/bad-value", `${FIRST}.splits[1].split_index`],
    [`${FIRST}.splits[1].split_index`, 0.5, "catboost/bad-value", `${FIRST}.splits[1].split_index`],
    [`${FIRST}.splits[1].border`, 0.06, "catboost/bad-value", `${FIRST}.splits[1].split_index`],
    [`${FIRST}.splits[1].split_type`, "Float", "json/wrong-type", `${FIRST}.splits[1].split_type`],
  ];
  it.each(damages)("%s = %j", (path, value, code, at) => {
    expect(faultsOf(changed(sample, path, value))[0]).toEqual({ code, at });
  });

  const nestedDamages: [string, unknown, string, string][] = [
    ["trees[0].right.left", undefined, "json/missing-key", "trees[0].right"],
    ["trees[0].right.split", undefined, "json/missing-key", "trees[0].right"],
    ["trees[0].right.left.value", [1, 2], "json/wrong-type", "trees[0].right.left.value"],
    ["trees[0].right.left.value", "<Infinity>", "tree/non-finite-leaf", "trees[0].right.left"],
  ];
  it.each(nestedDamages)("%s = %j", (path, value, code, at) => {
    expect(faultsOf(changed(nested, path, value))[0]).toEqual({ code, at });
  });

  it("both faults of two trees at once", () => {
    const first = changed(sample, `${FIRST}.leaf_values[1]`, "<NaN>");
    expect(faultsOf(changed(first, "oblivious_trees[1].leaf_values[0]", "<NaN>"))).toHaveLength(2);
  });

  it("nested too deep", () => {
    const chain = `{"features_info":{},"trees":[${'{"left":'.repeat(100_000)}1${"}".repeat(100_000)}]}`;
    expect(faultsOf(chain)[0]?.code).toBe("json/too-deep");
  });

  it("any change of the value tree", () => {
    surviveStructureMutations(sample, 800);
    surviveStructureMutations(nested, 500);
  });
});

describe("catboost: damaged .cbm", () => {
  const faults = (bytes: Uint8Array) =>
    diagnosticsOf(() => readModel({ name: "model.cbm", bytes })).map(({ code, at }) => ({
      code,
      at,
    }));
  const damages: [number, CbmParts["trees"], string, string | undefined][] = [
    [1, { 1: { i32s: [1, 2, 0, 9] } }, "catboost/bad-value", "tree 1, split 1"],
    [1, { 1: { i32s: [1, 2, 0, -1] } }, "catboost/bad-value", "tree 1, split 1"],
    [1, { 1: { i32s: [1, 2, 0] } }, "tree/lengths-disagree", "the trees"],
    [2, { 2: { i32s: [2, 2] } }, "tree/lengths-disagree", "the trees"],
    [2, { 2: { i32s: [2, -2, 4] } }, "catboost/bad-value", "tree 1"],
    [3, { 3: { i32s: [0, 0, 4] } }, "catboost/bad-value", "tree 1"],
    [8, { 8: { f64s: [1, 2, 3] } }, "tree/lengths-disagree", "the trees"],
    [9, { 9: { f64s: [1, 2, 3] } }, "tree/lengths-disagree", "the trees"],
    [0, { 0: { i32: 0 }, 16: undefined }, "model/too-many", "the trees"],
    [0, { 0: { i32: 3 } }, "tree/lengths-disagree", "the trees"],
    [16, { 16: { f64s: [1, 2] } }, "tree/lengths-disagree", "the trees"],
    [14, { 14: { f64: Number.NaN } }, "catboost/bad-value", "scale_and_bias"],
    [6, { 6: { tables: [[{ i32: 4 }, { i32s: [] }]] } }, "catboost/bad-value", "one-hot feature 0"],
    [
      10,
      { ...stepped, 10: { u32s: [9, 0, 0, 0, 0] } },
      "tree/child-out-of-range",
      "tree 0, node 0",
    ],
    [
      10,
      { ...stepped, 10: { u32s: [0x10001, 0, 0, 0, 0] }, 11: { u32s: [9, 0, 1, 2, 3] } },
      "tree/cycle",
      "tree 0, node 1",
    ],
    [11, { ...stepped, 11: { u32s: [0, 9, 9, 2, 3] } }, "catboost/bad-value", "tree 0, node 2"],
    [11, { ...stepped, 11: { u32s: [0] } }, "tree/lengths-disagree", "the trees"],
  ];
  it.each(damages)("slot %i: %j", (_, trees, code, at) => {
    expect(faults(cbm({ trees: trees ?? {} }))[0]).toEqual({ code, at });
  });

  const empty = { i32s: [] };
  const none = { 1: empty, 2: empty, 3: empty, 8: { f64s: [] }, 9: { f64s: [] } };
  it("without trees, or of a size beyond the file's", () => {
    expect(faults(cbm({ trees: none }))[0]?.code).toBe("model/no-trees");
    const long = cbm();
    new DataView(long.buffer).setUint32(4, 4e9, true);
    expect(faults(long)).toEqual([{ code: "input/truncated", at: "byte 8" }]);
    for (let end = 5; end < 8; end++) {
      expect(faults(cbm().slice(0, end))[0]?.code).toBe("input/truncated");
    }
  });

  it("whose metadata is no JSON", () => {
    expect(faults(cbm({ info: { ...INFO, params: '{"loss_function":}' } }))[0]).toEqual({
      code: "json/syntax",
      at: "model_info.params, line 1, column 18",
    });
  });

  it("any change of bytes", () => {
    surviveByteMutations(cbm(), 800);
    surviveByteMutations(cbm({ trees: stepped }), 500);
    surviveByteMutations(readFixtureFile("catboost-1.2.10-lossguide", "model.cbm"), 300);
  });
});
