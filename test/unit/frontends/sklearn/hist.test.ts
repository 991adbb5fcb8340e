import { describe, expect, it } from "vitest";
import { leftEdges } from "../../../../src/core/frontends/sklearn/hist-categories.ts";
import { evaluate } from "../../../../src/core/ir/evaluate.ts";
import { diagnosticsOf } from "../../../support/diagnostics.ts";
import { readVectors } from "../../../support/fixtures.ts";
import * as P from "../../../support/pickle-bytes.ts";
import { mapSteps } from "../../../support/steps.ts";
import { fixtureBytes, read } from "./edited-model.ts";

const MODULE = "sklearn.ensemble._hist_gradient_boosting.gradient_boosting";

function hist(name: string, state: Readonly<Record<string, Uint8Array>>) {
  const version = { _sklearn_version: P.text("1.9.1"), n_features_in_: P.int(3) };
  return P.pickle(P.instance(P.global(MODULE, name), P.dict({ ...version, ...state })));
}

const flags = (...bytes: readonly number[]) =>
  P.reduce(
    P.global("numpy._core.numeric", "_frombuffer"),
    P.joined([0x43, bytes.length], bytes),
    P.dtype("b1"),
    P.tuple(P.int(bytes.length)),
    P.text("C"),
  );

describe("histogram boosting as IR", () => {
  it("compares doubles, without a cast", () => {
    const model = read(fixtureBytes("sklearn-1.9.1-hgc-gaps"));
    expect(model.steps).toEqual([]);
    expect(model.head).toMatchObject({ decide: { kind: "threshold", compare: "gt", value: 0 } });
  });

  it("keeps the transformers' steps alone", () => {
    const kinds = mapSteps(read(fixtureBytes("sklearn-1.9.1-hgr")).steps)[0]!.columns[0]!.chain.map(
      (o) => o.kind,
    );
    expect(kinds).toEqual(["subtract", "divide"]);
  });

  it("takes the exponential of a count's score", () => {
    const { head } = read(fixtureBytes("sklearn-1.9.1-hgr-poisson"));
    expect(head).toMatchObject({ kind: "values", links: [{ kind: "exp" }] });
  });

  it("refuses another loss by name", () => {
    const bytes = hist("HistGradientBoostingRegressor", { loss: P.text("tweedie") });
    const [found] = diagnosticsOf(() => read(bytes));
    expect(found).toMatchObject({ code: "sklearn/unsupported-option", at: "loss" });
    expect(found?.message).toContain("loss=tweedie");
  });

  it("puts categories before other columns from 1.4, and their places for codes", () => {
    const { steps, origin } = read(fixtureBytes("sklearn-1.9.1-hgr-codes"));
    const columns = mapSteps(steps)[0]!.columns.map(({ from, chain }) => [from, chain.length]);
    expect(columns).toEqual([
      [1, 1],
      [3, 1],
      [0, 0],
      [2, 0],
      [4, 0],
    ]);
    expect(origin.notes).toEqual([]);
  });

  it("reads codes as they are up to 1.3, and says what it makes of large ones", () => {
    const { steps, origin } = read(fixtureBytes("sklearn-1.3.2-hgr-codes"));
    expect(steps).toEqual([]);
    expect(origin.notes.join()).toContain("256");
  });

  it("takes codes beyond its sets for missing values", () => {
    const name = "sklearn-1.3.2-hgr-codes";
    const model = read(fixtureBytes(name));
    const answers = (code: number) =>
      readVectors(name).rows.map(
        ([a, , c, , e]) => evaluate(model, [a!, code, c!, code, e!]).raw[0],
      );
    const missing = answers(Number.NaN);
    for (const code of [256, 300, 1e30, Number.POSITIVE_INFINITY]) {
      expect(answers(code)).toEqual(missing);
    }
    expect(answers(0)).not.toEqual(missing);
  });

  it("makes sets of codes intervals", () => {
    // Codes 0 and 255 go left, 3 right; others are unknown.
    const words = [1, 0, 0, 0, 0, 0, 0, 2 ** 31];
    const known = [new Set([0, 3, 255])];
    const edges = (raw: boolean, missingLeft: boolean) =>
      leftEdges({ words, known, raw }, { feature: 0, set: 0, missingLeft });
    expect(edges(true, false)).toEqual([0, 1, 255, 256]);
    expect(edges(true, true)).toEqual([Number.NEGATIVE_INFINITY, 3, 4]);
    expect(edges(false, true)).toEqual([0, 3, 255]);
  });

  it("names categories that are text", () => {
    const { features } = read(fixtureBytes("sklearn-1.9.1-hgc-texts")).inputs;
    expect(features.map(({ categories = [] }) => categories.join(" "))).toEqual([
      ...["", "axle belt fan pump", "", "axle belt fan", ""],
    ]);
  });

  it("refuses categories without a list of them", () => {
    const state = { loss: P.text("squared_error"), is_categorical_: flags(0, 0, 1) };
    const found = diagnosticsOf(() => read(hist("HistGradientBoostingRegressor", state)));
    expect(found).toMatchObject([
      { code: "sklearn/bad-attribute", at: "_bin_mapper.bin_thresholds_" },
    ]);
    const short = { ...state, is_categorical_: flags(0, 1) };
    expect(diagnosticsOf(() => read(hist("HistGradientBoostingRegressor", short)))).toMatchObject([
      { code: "tree/lengths-disagree", at: "is_categorical_" },
    ]);
  });

  it("refuses a file without iterations or with a stage of another size", () => {
    const loss = P.text("squared_error");
    const empty = hist("HistGradientBoostingRegressor", { loss, _predictors: P.tuple() });
    expect(diagnosticsOf(() => read(empty))).toMatchObject([
      { code: "model/no-trees", at: "_predictors" },
    ]);
    const state = {
      loss,
      _predictors: P.tuple(P.tuple()),
      _baseline_prediction: P.int(0),
    };
    const short = diagnosticsOf(() => read(hist("HistGradientBoostingRegressor", state)));
    expect(short).toMatchObject([{ code: "tree/lengths-disagree", at: "_predictors[0]" }]);
  });

  it("refuses a predictor that is none", () => {
    const state = {
      loss: P.text("squared_error"),
      _predictors: P.tuple(P.tuple(P.int(1))),
    };
    const found = diagnosticsOf(() => read(hist("HistGradientBoostingRegressor", state)));
    expect(found).toMatchObject([{ code: "sklearn/bad-attribute", at: "_predictors[0][0]" }]);
  });
});
