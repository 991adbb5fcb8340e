import { describe, expect, it } from "vitest";
import { diagnosticsOf } from "../../../support/diagnostics.ts";
import * as P from "../../../support/pickle-bytes.ts";
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
    const kinds = read(fixtureBytes("sklearn-1.9.1-hgr")).steps[0]!.columns[0]!.chain.map(
      (o) => o.kind,
    );
    expect(kinds).toEqual(["subtract", "divide"]);
  });

  it.each(["poisson", "gamma"])("refuses loss %s by name: its link is exp", (loss) => {
    const bytes = hist("HistGradientBoostingRegressor", { loss: P.text(loss) });
    const [found] = diagnosticsOf(() => read(bytes));
    expect(found).toMatchObject({ code: "sklearn/unsupported-option", at: "loss" });
    expect(found?.message).toContain(`loss=${loss}`);
  });

  it("refuses categorical features, naming the first", () => {
    const state = { loss: P.text("squared_error"), is_categorical_: flags(0, 0, 1) };
    const [found] = diagnosticsOf(() => read(hist("HistGradientBoostingRegressor", state)));
    expect(found).toMatchObject({ code: "sklearn/unsupported-option", at: "is_categorical_" });
    expect(found?.message).toContain("feature 2");
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
