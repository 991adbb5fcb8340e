import { describe, expect, it } from "vitest";
import { readModel } from "../../../../src/core/frontends/index.ts";
import { codesOf, diagnosticsOf } from "../../../support/diagnostics.ts";
import * as P from "../../../support/pickle-bytes.ts";
import { fixtureBytes, read, withArray, withNode, withText } from "./edited-model.ts";

const TREE = "sklearn-1.9.1-tree-classifier";
const SCALED = "sklearn-1.9.1-std-gbc";
const FOREST = "sklearn-1.9.1-rfc";

describe("a damaged scikit-learn file", () => {
  it.each([
    ["a child out of range", { left: 100_000 }, "tree/child-out-of-range"],
    ["a negative child", { right: -5 }, "tree/child-out-of-range"],
    ["a cycle", { right: 0 }, "tree/cycle"],
    ["a child of two parents", { right: 1 }, "tree/cycle"],
    ["a feature index too large", { feature: 5 }, "tree/feature-out-of-range"],
    ["a negative feature index", { feature: -2 }, "tree/feature-out-of-range"],
    ["a NaN threshold", { threshold: Number.NaN }, "tree/nan-threshold"],
  ])("with %s is refused, naming tree and node", (_what, edit, code) => {
    const [found] = diagnosticsOf(() => read(withNode(TREE, "tree_", 0, edit)));
    expect(found).toMatchObject({
      code,
      file: "model.joblib",
      at: expect.stringContaining("tree_, node "),
    });
  });

  it("has every tree's fault reported", () => {
    const bytes = withNode(FOREST, "estimators_.1.tree_", 0, { threshold: Number.NaN });
    const faults = diagnosticsOf(() => read(bytes));
    expect(faults).toMatchObject([
      { code: "tree/nan-threshold", at: "estimators_[1].tree_, node 0" },
    ]);
  });

  it("with a leaf that is not finite is refused", () => {
    const bytes = withArray(TREE, "tree_.values", (view) => {
      for (let i = 0; i < view.byteLength; i += 8)
        view.setFloat64(i, Number.POSITIVE_INFINITY, true);
    });
    expect(codesOf(() => read(bytes))).toEqual(["tree/non-finite-leaf"]);
  });

  it("with a scaler constant of zero is refused, naming the feature", () => {
    const bytes = withArray(SCALED, "steps.0.1.scale_", (view) => view.setFloat64(16, 0, true));
    const [found] = diagnosticsOf(() => read(bytes));
    expect(found).toMatchObject({ code: "sklearn/bad-constant", at: "steps[0].scale_" });
    expect(found?.message).toBe("scale_[2] is 0");
  });

  it.each([
    ["learning_rate", "learning_rats", "sklearn/bad-attribute"],
    ["tree_", "tree-", "sklearn/not-fitted"],
    ["estimators_", "estimators-", "sklearn/not-fitted"],
    ["n_features_in_", "n_features-in_", "sklearn/not-fitted"],
    ["left_child", "left-child", "sklearn/bad-attribute"],
    ["nodes", "nodos", "sklearn/bad-attribute"],
    ["values", "valuos", "sklearn/bad-attribute"],
    ["class_prior_", "class_prior-", "sklearn/not-fitted"],
    ["classes_", "classos_", "sklearn/not-fitted"],
    ["scale_", "scalo_", "sklearn/not-fitted"],
    ["steps", "stops", "sklearn/bad-attribute"],
  ])("without %s is refused, naming it", (key, other, code) => {
    const [found] = diagnosticsOf(() => read(withText(SCALED, key, other)));
    expect(found?.code).toBe(code);
    expect(`${found?.message} ${found?.at}`).toContain(key);
  });

  it("cut anywhere is refused", () => {
    const bytes = fixtureBytes(SCALED);
    for (let length = 2; length < bytes.length; length += 37) {
      expect(codesOf(() => read(bytes.slice(0, length)))).toEqual(["input/truncated"]);
    }
  });

  it("declaring a huge array is refused before anything is allocated", () => {
    const facts = { order: P.text("C"), dtype: P.dtype("f8"), shape: P.tuple(P.int(2 ** 31 - 1)) };
    expect(codesOf(() => read(P.pickle(P.wrapper(facts), new Uint8Array(9))))).toEqual([
      "input/truncated",
    ]);
  });

  it("declaring a huge feature count is refused", () => {
    const state = P.dict({ n_features_in_: P.int(2 ** 31 - 1), _sklearn_version: P.text("1.9.1") });
    const scaler = P.instance(P.global("sklearn.preprocessing._data", "StandardScaler"), state);
    const tree = P.instance(P.global("sklearn.tree._classes", "DecisionTreeClassifier"), state);
    const steps = P.tuple(P.tuple(P.text("s"), scaler), P.tuple(P.text("t"), tree));
    const pipeline = P.instance(P.global("sklearn.pipeline", "Pipeline"), P.dict({ steps }));
    expect(codesOf(() => read(P.pickle(pipeline)))).toEqual(["model/too-many"]);
  });

  it("of a Pipeline that holds itself is refused", () => {
    const cls = P.joined(P.global("sklearn.pipeline", "Pipeline"), [0x29, 0x81, 0x94]);
    const steps = P.tuple(P.tuple(P.text("again"), Uint8Array.of(0x68, 0)));
    const bytes = P.pickle(P.joined(cls, P.dict({ steps }), [0x62]));
    expect(codesOf(() => read(bytes))).toEqual(["sklearn/unsupported-option"]);
  });

  it("that calls something is refused, also where the call is not needed", () => {
    const evil = P.reduce(P.global("os", "system"), P.text("true"));
    const state = P.dict({ unused: evil, n_features_in_: P.int(1) });
    const tree = P.instance(P.global("sklearn.tree._classes", "DecisionTreeClassifier"), state);
    expect(codesOf(() => read(P.pickle(tree)))).toEqual(["pickle/calls-something"]);
  });
});

describe("a file of something else", () => {
  const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  const reading = (bytes: Uint8Array) => () => readModel({ name: "model.joblib", bytes });

  it("that is empty is refused", () => {
    expect(diagnosticsOf(reading(new Uint8Array(0)))).toMatchObject([
      { code: "input/empty", file: "model.joblib" },
    ]);
  });

  it.each([
    ["\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image"],
    ["\x89HDF\r\n\x1a\n", "HDF5"],
    ["vibration,temperature\n1,2\n", "text"],
    ['{"weights": [1]}', 'a JSON object of "weights"'],
    ["\x01\x02\x03\x04", "binary data that starts with 01 02 03 04"],
  ])("that looks like %j is refused by what it is", (start, name) => {
    const [found] = diagnosticsOf(reading(bytesOf(start)));
    expect(found?.code).toBe("input/unknown-format");
    expect(found?.message).toContain(name);
  });
});
