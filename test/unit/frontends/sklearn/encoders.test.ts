import { describe, expect, it } from "vitest";
import { readModel, readScaler } from "../../../../src/core/frontends/index.ts";
import type { Lookup } from "../../../../src/core/ir/model.ts";
import { codesOf, diagnosticsOf } from "../../../support/diagnostics.ts";
import { readFixtureFile } from "../../../support/fixtures.ts";
import * as P from "../../../support/pickle-bytes.ts";
import { fixtureBytes, read } from "./edited-model.ts";
import { array, estimator, maxAbsScaler } from "./pickled-estimators.ts";

const NAN = P.joined([0x47, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]);
const words = (...items: readonly string[]) => P.tuple(...items.map(P.text));

const encoder = (
  name: string,
  categories: readonly Uint8Array[],
  more: Readonly<Record<string, Uint8Array>> = {},
) =>
  estimator("sklearn.preprocessing._encoders", name, {
    categories_: P.tuple(...categories),
    n_features_in_: P.int(categories.length),
    handle_unknown: P.text("ignore"),
    dtype: P.global("numpy", "float64"),
    ...more,
  });

const alone = (step: Uint8Array) => readScaler({ name: "s.pkl", bytes: P.pickle(step) });
const lookups = (step: Uint8Array) => alone(step).columns.map(({ chain }) => chain[0] as Lookup);

describe("an encoder's categories", () => {
  it("become one lookup a column", () => {
    const [one, other] = lookups(encoder("OneHotEncoder", [array([1, 3])]));
    expect(one).toEqual({
      kind: "lookup",
      edges: [1, 1.0000000000000002],
      values: [0, 1, 0],
      missing: 0,
    });
    expect(other?.edges).toEqual([3, 3.0000000000000004]);
  });

  it("that are text are positions, which encoders of one input share", () => {
    const union = estimator("sklearn.pipeline", "FeatureUnion", {
      transformer_list: P.tuple(
        P.tuple(P.text("a"), encoder("OneHotEncoder", [words("fan", "pump")])),
        P.tuple(P.text("b"), encoder("OneHotEncoder", [words("axle", "pump")])),
      ),
    });
    const { features, columns } = alone(union);
    expect(features).toEqual([{ name: "f0", categories: ["fan", "pump", "axle"] }]);
    const edges = columns.map(({ chain }) => (chain[0] as Lookup).edges[0]);
    expect(edges).toEqual([0, 1, 2, 1]);
  });

  it.each([
    ["numbers and text", P.tuple(P.int(1), P.text("a")), "unsupported-option"],
    ["infinite", array([1, Infinity]), "unsupported-option"],
    ["numbers that descend", array([2, 1]), "bad-attribute"],
    ["the same text twice", words("a", "a"), "bad-attribute"],
    ["no list", P.int(3), "bad-attribute"],
  ])("that are %s are refused", (_what, categories, code) => {
    const [found] = diagnosticsOf(() => alone(encoder("OneHotEncoder", [categories])));
    expect(found).toMatchObject({ code: `sklearn/${code}`, at: "categories_[0]" });
  });

  it("that no float32 equals are refused for float32 input", () => {
    const bytes = P.pickle(encoder("OneHotEncoder", [array([0.1, 0.5])]));
    const reading = () => readScaler({ name: "s", bytes }, { referenceDtype: "f32" });
    expect(diagnosticsOf(reading)[0]?.message).toContain("0.1");
  });
});

it("an encoder's dtype is what a model behind it is given", () => {
  const typeOf = (step: Uint8Array) =>
    readScaler({ name: "s", bytes: P.pickle(step) }, { referenceDtype: "f32" }).type;
  const narrow = { dtype: P.global("numpy", "float32") };
  expect(typeOf(encoder("OneHotEncoder", [array([1])]))).toBe("f64");
  expect(typeOf(encoder("OneHotEncoder", [array([1])], narrow))).toBe("f32");
  expect(typeOf(maxAbsScaler([1]))).toBe("f32");
});

describe("categories that training did not have", () => {
  it("are an error in scikit-learn, and a note here", () => {
    const strict = { handle_unknown: P.text("error") };
    const { notes } = alone(encoder("OneHotEncoder", [array([1])], strict));
    expect(notes).toEqual([expect.stringContaining('as with handle_unknown="ignore"')]);
    const ordinal = alone(encoder("OrdinalEncoder", [array([1, 4, 9])], strict));
    expect(ordinal.notes).toEqual([expect.stringContaining("next larger one")]);
    // As cheap as thresholds: no test for equality.
    const [lookup] = ordinal.columns[0]!.chain as Lookup[];
    expect(lookup).toMatchObject({ edges: [1.0000000000000002, 4.000000000000001] });
    expect(lookup?.values).toEqual([0, 1, 2]);
  });
});

describe("an encoder's state", () => {
  it.each([
    ["a dtype of half precision", { dtype: P.global("numpy", "float16") }, "dtype"],
    ["groups of another length", groups([0]), ""],
    ["groups that are no codes", groups([0, 2]), ""],
    ["a choice of another length", { _drop_idx_after_grouping: array([0, 0]) }, "_drop_idx"],
  ])("with %s is refused", (_what, more, at) => {
    const [found] = diagnosticsOf(() => alone(encoder("OneHotEncoder", [array([1, 2])], more)));
    expect(found?.code).toMatch(/^sklearn\/(bad-attribute|unsupported-option)$/);
    expect(found?.at ?? "").toContain(at);
  });

  function groups(mapping: readonly number[]) {
    return {
      _infrequent_enabled: Uint8Array.of(0x88),
      _default_to_infrequent_mappings: P.tuple(array(mapping)),
    };
  }

  it("that a file repeats without end is refused in time", () => {
    // One array of 20,000 categories, a thousand times.
    const data = new Uint8Array(Float64Array.from({ length: 20_000 }, (_, i) => i).buffer);
    const length = [data.length & 255, (data.length >> 8) & 255, data.length >> 16, 0];
    const once = P.joined(
      P.reduce(
        P.global("numpy._core.numeric", "_frombuffer"),
        P.joined([0x42], length, data),
        P.dtype("f8"),
        P.tuple(P.joined([0x4a], [0x20, 0x4e, 0, 0])),
        P.text("C"),
      ),
      [0x71, 9],
    );
    const again = Array.from({ length: 999 }, () => Uint8Array.of(0x68, 9));
    const hostile = encoder("OrdinalEncoder", [once, ...again]);
    expect(codesOf(() => alone(hostile))).toEqual(["model/too-many"]);
  });
});

describe("text that an imputer fills in", () => {
  const imputer = estimator("sklearn.impute._base", "SimpleImputer", {
    statistics_: words("fan"),
    missing_values: NAN,
    n_features_in_: P.int(1),
  });
  const behind = (step: Uint8Array) =>
    estimator("sklearn.pipeline", "Pipeline", {
      steps: P.tuple(P.tuple(P.text("i"), imputer), P.tuple(P.text("e"), step)),
    });

  it("is what NaN stands for in the encoder behind it", () => {
    const [axle, fan] = lookups(behind(encoder("OneHotEncoder", [words("axle", "fan")])));
    expect([axle?.missing, fan?.missing]).toEqual([0, 1]);
    const [unknown] = lookups(behind(encoder("OneHotEncoder", [words("axle")])));
    expect(unknown?.missing).toBe(0);
  });

  it("is refused where no encoder of text reads it", () => {
    const numbers = encoder("OneHotEncoder", [array([1])]);
    for (const step of [imputer, behind(numbers)]) {
      expect(codesOf(() => alone(step))).toEqual(["sklearn/unsupported-option"]);
    }
  });
});

it.each([
  ["preprocessing._data", "PowerTransformer", "trees split the same way"],
  ["preprocessing._data", "Normalizer", "skl2onnx"],
  ["decomposition._pca", "PCA", "compute its columns on the device"],
  ["preprocessing._target_encoder", "TargetEncoder", "OrdinalEncoder or OneHotEncoder"],
  ["impute._knn", "KNNImputer", "SimpleImputer"],
  ["feature_selection._from_model", "SelectFromModel", "get_support(indices=True)"],
  ["cluster._kmeans", "KMeans", "apply this one to the data"],
])("%s %s is refused by name, with the way out", (module, name, advice) => {
  const step = estimator(`sklearn.${module}`, name, { n_features_in_: P.int(1) });
  const [found] = diagnosticsOf(() => alone(step));
  expect(found?.code).toBe("sklearn/unsupported-step");
  expect(found?.message).toContain(name);
  expect(found?.hint).toContain(advice);
});

it("a model of text names its inputs' categories, in the order of their codes", () => {
  const { inputs } = read(fixtureBytes("sklearn-1.9.1-texts"));
  const kinds = ["axle", "belt", "fan", "pump"];
  // An imputer gives the first a text where it has none; the other's encoder knows no such difference.
  expect(inputs.features.map(({ unlisted }) => unlisted)).toEqual([
    ...[undefined, undefined, 4, undefined, undefined],
  ]);
  expect(inputs.features.map(({ categories }) => categories)).toEqual([
    ...[undefined, undefined, kinds, kinds, undefined],
  ]);
});

it("text inside a member of an ensemble is refused", () => {
  // What stands between PROTO and STOP pushes a model of five numbers.
  const model = readFixtureFile("sklearn-1.9.1-containers", "p2.pkl").subarray(2, -1);
  const entry = (inner: Uint8Array, ...columns: readonly number[]) =>
    P.tuple(P.text("part"), inner, P.tuple(...columns.map(P.int)));
  const chosen = estimator("sklearn.compose._column_transformer", "ColumnTransformer", {
    n_features_in_: P.int(5),
    transformers_: P.tuple(
      entry(encoder("OrdinalEncoder", [words("a", "b")], { handle_unknown: P.text("error") }), 0),
      entry(P.text("passthrough"), 1, 2, 3, 4),
    ),
  });
  const bytes = P.pickle(
    estimator("sklearn.ensemble._bagging", "BaggingClassifier", {
      n_features_in_: P.int(5),
      n_estimators: P.int(1),
      classes_: array([0, 1, 2]),
      estimators_features_: P.tuple(array([0, 1, 2, 3, 4])),
      estimators_: P.tuple(
        estimator("sklearn.pipeline", "Pipeline", {
          steps: P.tuple(P.tuple(P.text("e"), chosen), P.tuple(P.text("m"), model)),
        }),
      ),
    }),
  );
  const [found] = diagnosticsOf(() => readModel({ name: "m", bytes }));
  expect(found).toMatchObject({ code: "sklearn/unsupported-option", at: "estimators_[0]" });
  expect(found?.message).toContain("text or named categories inside a member of BaggingClassifier");
});
