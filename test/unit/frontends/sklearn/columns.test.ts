import { describe, expect, it } from "vitest";
import { readScaler } from "../../../../src/core/frontends/index.ts";
import { type Column, ontoInputs } from "../../../../src/core/frontends/sklearn/columns.ts";
import type { Chain } from "../../../../src/core/ir/model.ts";
import { ForestBuilder } from "../../../../src/core/ir/predictors/forest/build.ts";
import { codesOf, diagnosticsOf } from "../../../support/diagnostics.ts";
import * as P from "../../../support/pickle-bytes.ts";
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

const divisors = (chains: readonly Chain[]) =>
  chains.map((chain) => chain.map((operation) => ("by" in operation ? operation.by : undefined)));

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
    const { chains } = choose(entry(maxAbsScaler([2, 4]), columns), entry(PASS, ints(2)));
    expect(divisors(chains)).toEqual([[2], [4], []]);
  });

  it("of a pipeline applies it to its columns", () => {
    const steps = P.tuple(
      P.tuple(P.text("x"), maxAbsScaler([2])),
      P.tuple(P.text("y"), maxAbsScaler([8])),
    );
    const pipeline = estimator("sklearn.pipeline", "Pipeline", { steps });
    const { chains } = choose(entry(pipeline, ints(0)), entry(PASS, ints(1, 2)));
    expect(divisors(chains)).toEqual([[2, 8], [], []]);
  });

  it("stands alone only where all columns stay in place", () => {
    for (const entries of [
      [entry(PASS, ints(1, 0, 2))],
      [entry(PASS, ints(0, 1)), entry(DROP, ints(2))],
      [entry(PASS, ints(0, 1, 2)), entry(PASS, ints(2))],
    ]) {
      expect(codesOf(() => choose(...entries))).toEqual(["sklearn/unsupported-option"]);
    }
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

  it("with weights is refused", () => {
    const state = { transformer_weights: P.dict({ name: P.int(2) }), n_features_in_: P.int(1) };
    const found = diagnosticsOf(() => transformer("compose", "ColumnTransformer", state));
    expect(found).toMatchObject([{ at: "transformer_weights" }]);
  });

  it("leaves columns that it drops as inputs that nothing reads", () => {
    const { inputs, steps } = read(fixtureBytes("sklearn-1.9.1-columns-rfc"));
    expect(inputs.features.length).toBe(5);
    const columns = steps[0]!.columns.map(({ from, chain }) => [
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

describe("an input that reaches the trees as several columns", () => {
  function forest() {
    const builder = new ForestBuilder(1);
    builder.beginTree();
    const split = { threshold: 1, compare: "le", type: "f64", missing: "left" } as const;
    builder.split({ feature: 0, ...split });
    builder.split({ feature: 1, ...split });
    for (const value of [1, 2, 3]) builder.leaf([value]);
    return builder.finish(1, { kind: "sum", accumulator: "f64", base: Float64Array.of(0) });
  }
  const add = (by: number): Column => ({ source: 2, chain: [{ kind: "add", by, type: "f64" }] });

  it("is one input where their chains are one", () => {
    const { predictor, chains } = ontoInputs(forest(), [add(1), add(1), add(7)], 3);
    expect(Array.from(predictor.nodes.feature.slice(0, 2))).toEqual([2, 2]);
    expect(chains).toEqual([[], [], add(1).chain]);
  });

  it("is refused where they differ, be it in the sign of a zero", () => {
    for (const columns of [
      [add(1), add(2)],
      [add(0), add(-0)],
    ]) {
      const [found] = diagnosticsOf(() => ontoInputs(forest(), columns, 3));
      expect(found?.code).toBe("sklearn/unsupported-option");
      expect(found?.message).toContain("feature 2");
    }
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
    expect(impute([1.5, -2]).chains).toEqual([
      [{ kind: "impute", by: 1.5 }],
      [{ kind: "impute", by: -2 }],
    ]);
    const width = { n_features_in_: P.int(1) };
    const binarizer = transformer("preprocessing._data", "Binarizer", {
      threshold: P.int(3),
      ...width,
    });
    const above = [3.0000000000000004];
    expect(binarizer.chains).toEqual([
      [{ kind: "lookup", edges: above, values: [0, 1], missing: 0 }],
    ]);
    const none = transformer("preprocessing", "FunctionTransformer", { func: P.NONE, ...width });
    expect(none.chains).toEqual([[]]);
  });

  it.each([
    ["missing_values", () => impute([1], { missing_values: P.int(-1) }), "missing_values"],
    [
      "an indicator",
      () => impute([1], { indicator_: estimator("sklearn.impute", "MissingIndicator") }),
      "indicator_",
    ],
    [
      "statistics that are text",
      () => impute([1], { statistics_: P.tuple(P.text("a")) }),
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
