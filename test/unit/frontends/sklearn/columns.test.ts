import { describe, expect, it } from "vitest";
import { readScaler } from "../../../../src/core/frontends/index.ts";
import type { Column } from "../../../../src/core/ir/model.ts";
import { codesOf, diagnosticsOf } from "../../../support/diagnostics.ts";
import * as P from "../../../support/pickle-bytes.ts";
import { mapSteps } from "../../../support/steps.ts";
import { fixtureBytes, read } from "./edited-model.ts";
import { array, estimator, maxAbsScaler } from "./pickled-estimators.ts";

const transformer = (module: string, name: string, state: Record<string, Uint8Array>) =>
  readScaler({
    name: "scaler.joblib",
    bytes: P.pickle(estimator(`sklearn.${module}`, name, state)),
  });

const entry = (inner: Uint8Array, columns: Uint8Array) => P.tuple(P.text("name"), inner, columns);
const ints = (...values: readonly number[]) => P.tuple(...values.map(P.int));
const PASS = P.text("passthrough");
const DROP = P.text("drop");

/** A ColumnTransformer of three inputs, a, b and c, that stands alone. */
const choose = (...entries: readonly Uint8Array[]) =>
  transformer("compose._column_transformer", "ColumnTransformer", {
    transformers_: P.tuple(...entries),
    n_features_in_: P.int(3),
    feature_names_in_: P.tuple(P.text("a"), P.text("b"), P.text("c")),
  });

const constants = (columns: readonly Column[]) =>
  columns.map(({ from, chain }) => [
    from,
    ...chain.map((operation) => ("by" in operation ? operation.by : undefined)),
  ]);

const slice = (...edges: readonly Uint8Array[]) =>
  P.reduce(P.global("builtins", "slice"), ...edges);

describe("a ColumnTransformer", () => {
  it.each([
    ["indices", ints(0, -2)],
    ["a slice", slice(P.NONE, P.int(2), P.NONE)],
    ["a slice of names, the last one too", slice(P.text("a"), P.text("b"), P.NONE)],
    ["names", P.tuple(P.text("a"), P.text("b"))],
    ["a mask", P.tuple(Uint8Array.of(0x88), Uint8Array.of(0x88), P.FALSE)],
    ["an array", array([0, 1])],
  ])("chooses by %s", (_what, columns) => {
    const given = choose(entry(maxAbsScaler([2, 4]), columns), entry(PASS, ints(2)));
    expect(constants(given.columns)).toEqual([[0, 2], [1, 4], [2]]);
  });

  it("of a pipeline applies it to its columns", () => {
    const steps = P.tuple(
      P.tuple(P.text("x"), maxAbsScaler([2])),
      P.tuple(P.text("y"), maxAbsScaler([8])),
    );
    const pipeline = estimator("sklearn.pipeline", "Pipeline", { steps });
    const given = choose(entry(pipeline, ints(0)), entry(PASS, ints(1, 2)));
    expect(constants(given.columns)).toEqual([[0, 2, 8], [1], [2]]);
  });

  it("may drop, repeat and move columns", () => {
    const given = choose(entry(PASS, ints(2, 0)), entry(DROP, ints(1)), entry(PASS, ints(2)));
    expect(constants(given.columns)).toEqual([[2], [0], [2]]);
    expect(given.features.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });

  it.each([
    ["an index too large", entry(PASS, ints(3)), "sklearn/bad-attribute"],
    ["an unknown name", entry(PASS, P.tuple(P.text("d"))), "sklearn/bad-attribute"],
    ["a mask of another length", entry(PASS, P.tuple(P.FALSE)), "sklearn/bad-attribute"],
    [
      "a slice that goes back",
      entry(PASS, slice(P.NONE, P.NONE, P.int(-1))),
      "sklearn/bad-attribute",
    ],
    ["a function", entry(PASS, P.global("os", "getcwd")), "sklearn/bad-attribute"],
    ["one column alone", entry(PASS, P.int(1)), "sklearn/bad-attribute"],
    ["no columns", P.tuple(P.text("name"), PASS), "sklearn/bad-attribute"],
    ["a transformer that is none", entry(P.int(3), ints(0)), "sklearn/not-an-estimator"],
    [
      "an unknown transformer",
      entry(estimator("sklearn.x", "PCA"), ints(0)),
      "sklearn/unsupported-step",
    ],
    ["a scaler of another width", entry(maxAbsScaler([1, 2]), ints(0)), "sklearn/width-mismatch"],
  ])("with %s is refused, naming the entry", (_what, wrong, code) => {
    const [found] = diagnosticsOf(() => choose(entry(PASS, ints(0)), wrong));
    expect(found).toMatchObject({ code, at: expect.stringContaining("transformers_[1]") });
  });

  it("that holds itself is refused", () => {
    const cls = P.global("sklearn.compose._column_transformer", "ColumnTransformer");
    const again = P.tuple(P.text("again"), Uint8Array.of(0x68, 0), ints(0));
    const state = P.dict({ n_features_in_: P.int(1), transformers_: P.tuple(again) });
    const bytes = P.pickle(P.joined(cls, [0x29, 0x81, 0x94], state, [0x62]));
    expect(codesOf(() => readScaler({ name: "s", bytes }))).toEqual(["sklearn/unsupported-option"]);
  });

  it("multiplies what a part gives by its weight", () => {
    const state = {
      transformers_: P.tuple(entry(maxAbsScaler([2]), ints(0))),
      transformer_weights: P.dict({ name: P.int(3) }),
      n_features_in_: P.int(1),
    };
    const { columns } = transformer("compose", "ColumnTransformer", state);
    expect(constants(columns)).toEqual([[0, 2, 3]]);
    const none = { ...state, transformer_weights: P.dict({ name: P.int(0) }) };
    const found = diagnosticsOf(() => transformer("compose", "ColumnTransformer", none));
    expect(found).toMatchObject([{ at: "transformer_weights" }]);
  });

  it("leaves columns that it drops as inputs that nothing reads", () => {
    const { inputs, steps } = read(fixtureBytes("sklearn-1.9.1-columns-rfc"));
    expect(inputs.features.length).toBe(5);
    const columns = mapSteps(steps)[0]!.columns.map(({ from, chain }) => [
      from,
      chain.map(({ kind }) => kind).join(" "),
    ]);
    expect(columns).toEqual([
      [3, "subtract divide cast"],
      [0, "subtract divide cast"],
      [1, "multiply add cast"],
      [2, "cast"],
    ]);
  });
});

describe("a SimpleImputer, Binarizer or FunctionTransformer", () => {
  const NAN = P.joined([0x47, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]);
  const impute = (statistics: readonly number[], more: Record<string, Uint8Array> = {}) =>
    transformer("impute._base", "SimpleImputer", {
      statistics_: array(statistics),
      missing_values: NAN,
      n_features_in_: P.int(statistics.length),
      ...more,
    });

  it("becomes one operation a column, or none", () => {
    expect(impute([1.5, -2]).columns).toEqual([
      { from: 0, chain: [{ kind: "impute", by: 1.5 }] },
      { from: 1, chain: [{ kind: "impute", by: -2 }] },
    ]);
    const width = { n_features_in_: P.int(1) };
    const binarizer = transformer("preprocessing._data", "Binarizer", {
      threshold: P.int(3),
      ...width,
    });
    const above = [3.0000000000000004];
    expect(binarizer.columns).toEqual([
      { from: 0, chain: [{ kind: "lookup", edges: above, values: [0, 1], missing: 0 }] },
    ]);
    const none = transformer("preprocessing", "FunctionTransformer", { func: P.NONE, ...width });
    expect(none.columns).toEqual([{ from: 0, chain: [] }]);
  });

  it.each([
    ["None as missing", () => impute([1], { missing_values: P.NONE }), "missing_values"],
    [
      "statistics that are neither numbers nor text",
      () => impute([1], { statistics_: P.tuple(P.NONE) }),
      "statistics_",
    ],
    [
      "a function",
      () =>
        transformer("preprocessing", "FunctionTransformer", {
          func: P.global("numpy", "log1p"),
          n_features_in_: P.int(1),
        }),
      "func",
    ],
  ])("with %s is refused by name", (_what, reading, at) => {
    const found = diagnosticsOf(reading);
    expect(found).toMatchObject([{ code: "sklearn/unsupported-option", at }]);
  });

  it("with an infinite statistic, or another number of them, is refused", () => {
    expect(codesOf(() => impute([Infinity]))).toEqual(["sklearn/bad-constant"]);
    expect(codesOf(() => impute([1, 2], { n_features_in_: P.int(3) }))).toEqual([
      "tree/lengths-disagree",
    ]);
  });
});

describe("bagging", () => {
  const bag = (state: Record<string, Uint8Array>) =>
    read(
      P.pickle(
        estimator("sklearn.ensemble._bagging", "BaggingRegressor", {
          n_features_in_: P.int(2),
          n_estimators: P.int(1),
          estimators_: P.tuple(estimator("sklearn.svm", "SVR")),
          estimators_features_: P.tuple(array([0, 1])),
          ...state,
        }),
      ),
    );

  it("of other estimators than trees is refused, naming them", () => {
    const [found] = diagnosticsOf(() => bag({}));
    expect(found).toMatchObject({ code: "sklearn/unsupported-option", at: "estimators_[0]" });
    expect(found?.message).toContain("BaggingRegressor of SVR");
  });

  it("with lists of other lengths is refused", () => {
    for (const attribute of ["estimators_", "estimators_features_"]) {
      const [found] = diagnosticsOf(() => bag({ [attribute]: P.tuple() }));
      expect(found).toMatchObject({ code: "tree/lengths-disagree", at: attribute });
    }
  });
});
