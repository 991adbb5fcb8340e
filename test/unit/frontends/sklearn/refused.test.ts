import { describe, expect, it } from "vitest";
import { attachScaler, readScaler } from "../../../../src/core/frontends/index.ts";
import { evaluate } from "../../../../src/core/ir/evaluate.ts";
import { codesOf, diagnosticsOf } from "../../../support/diagnostics.ts";
import { readFixtureFile } from "../../../support/fixtures.ts";
import * as P from "../../../support/pickle-bytes.ts";
import { fixtureBytes, read } from "./edited-model.ts";
import { estimator, maxAbsScaler } from "./pickled-estimators.ts";

const scalerFile = (...parts: readonly Uint8Array[]) => ({
  name: "scaler.joblib",
  bytes: P.pickle(...parts),
});

describe("what the scikit-learn reader refuses by name", () => {
  it.each([
    ["imblearn.ensemble._forest", "BalancedRandomForestClassifier", "; RandomForestClassifier is"],
    ["sklearn.svm._classes", "SVC", "not supported. Supported:"],
    ["skopt.searchcv", "BayesSearchCV", "not supported"],
    ["__main__", "RandomForestClassifier", "not supported"],
  ])("%s.%s", (module, name, says) => {
    const [found] = diagnosticsOf(() => read(P.pickle(estimator(module, name))));
    expect(found?.code).toBe("sklearn/unsupported-estimator");
    expect(found?.message).toContain(name);
    expect(found?.message).toContain(says);
  });

  it.each([
    ["ensemble._stacking", "StackingClassifier", "estimators_[0]"],
    ["calibration", "CalibratedClassifierCV", "calibrated_classifiers_[0].estimator"],
    ["model_selection._classification_threshold", "TunedThresholdClassifierCV", "estimator_"],
    ["model_selection._classification_threshold", "FixedThresholdClassifier", "estimator_"],
    ["multioutput", "RegressorChain", "estimators_[0]"],
    ["multiclass", "OneVsRestClassifier", "estimators_[0]"],
    ["compose._target", "TransformedTargetRegressor", "regressor_"],
  ])("%s.%s, with the way to what is inside", (module, name, inside) => {
    const [found] = diagnosticsOf(() => read(P.pickle(estimator(`sklearn.${module}`, name))));
    expect(found).toMatchObject({ code: "sklearn/unsupported-estimator" });
    expect(found?.hint).toContain(`joblib.dump(model.${inside}, path)`);
  });

  it.each(["sklearn-1.9.1-refused", "voting-1.9.1-refused"])("models of %s", (folder) => {
    const text = new TextDecoder().decode(readFixtureFile(folder, "refused.json"));
    const refused: Record<string, { code: string; at?: string }> = JSON.parse(text);
    for (const [name, expected] of Object.entries(refused)) {
      const [found, ...more] = diagnosticsOf(() => read(readFixtureFile(folder, name)));
      expect(found, name).toMatchObject(expected);
      expect(found?.hint, name).toBeTruthy();
      expect(more, name).toEqual([]);
    }
  });

  it("a search without a winner, and another library's, pointing to the winner", () => {
    const own = diagnosticsOf(() =>
      read(P.pickle(estimator("sklearn.model_selection._search", "GridSearchCV"))),
    );
    expect(own).toMatchObject([{ code: "sklearn/not-fitted", at: "best_estimator_" }]);
    const [other] = diagnosticsOf(() =>
      read(P.pickle(estimator("skopt.searchcv", "BayesSearchCV"))),
    );
    expect(other?.hint).toContain("best_estimator_");
  });

  it("a scaler given as the model", () => {
    const [found] = diagnosticsOf(() => read(P.pickle(maxAbsScaler([1]))));
    expect(found).toMatchObject({
      code: "sklearn/unsupported-estimator",
      hint: expect.stringContaining("--scaler"),
    });
  });

  it("an unknown step", () => {
    const tree = estimator("sklearn.tree._classes", "DecisionTreeClassifier", {
      n_features_in_: P.int(2),
    });
    const pca = estimator("sklearn.decomposition._pca", "PCA", { n_features_in_: P.int(2) });
    const steps = P.tuple(P.tuple(P.text("pca"), pca), P.tuple(P.text("tree"), tree));
    const found = diagnosticsOf(() =>
      read(P.pickle(estimator("sklearn.pipeline", "Pipeline", { steps }))),
    );
    expect(found).toMatchObject([{ code: "sklearn/unsupported-step", at: "steps[0]" }]);
  });

  it("an unknown first step that does not say its width, as SelectFromModel", () => {
    const tree = estimator("sklearn.tree._classes", "DecisionTreeClassifier", {
      n_features_in_: P.int(2),
    });
    const chosen = estimator("sklearn.feature_selection._from_model", "SelectFromModel");
    const steps = P.tuple(P.tuple(P.text("s"), chosen), P.tuple(P.text("tree"), tree));
    const found = diagnosticsOf(() =>
      read(P.pickle(estimator("sklearn.pipeline", "Pipeline", { steps }))),
    );
    expect(found).toMatchObject([{ code: "sklearn/unsupported-step", at: "steps[0]" }]);
  });

  it("a scaler of another width in the pipeline", () => {
    const tree = estimator("sklearn.tree._classes", "DecisionTreeClassifier", {
      n_features_in_: P.int(3),
    });
    const steps = P.tuple(
      P.tuple(P.text("s"), maxAbsScaler([1, 2])),
      P.tuple(P.text("tree"), tree),
    );
    expect(
      codesOf(() => read(P.pickle(estimator("sklearn.pipeline", "Pipeline", { steps })))),
    ).toEqual(["sklearn/width-mismatch"]);
  });

  it("an estimator that was not fitted", () => {
    const found = diagnosticsOf(() =>
      read(P.pickle(estimator("sklearn.ensemble._forest", "RandomForestClassifier"))),
    );
    expect(found).toMatchObject([{ code: "sklearn/not-fitted" }]);
  });

  it("several outputs whose labels are words", () => {
    const classes = P.tuple(P.text("no"), P.text("yes"));
    const state = {
      ...{ n_features_in_: P.int(2), n_outputs_: P.int(2) },
      classes_: P.tuple(classes, classes),
    };
    const tree = estimator("sklearn.tree._classes", "DecisionTreeClassifier", state);
    expect(codesOf(() => read(P.pickle(tree)))).toEqual(["sklearn/unsupported-option"]);
  });

  it("a dict, naming its keys", () => {
    const [found] = diagnosticsOf(() => read(P.pickle(P.dict({ model: P.NONE, scaler: P.NONE }))));
    expect(found).toMatchObject({ code: "sklearn/not-an-estimator" });
    expect(found?.message).toContain('"model", "scaler"');
  });

  it("a release before 0.24", () => {
    const state = { _sklearn_version: P.text("0.22.1"), n_features_in_: P.int(2) };
    const tree = P.instance(P.global("sklearn.tree.tree", "DecisionTreeClassifier"), P.dict(state));
    expect(codesOf(() => read(P.pickle(tree)))).toEqual(["sklearn/unsupported-release"]);
  });
});

describe("a scaler saved on its own", () => {
  const model = read(fixtureBytes("sklearn-1.9.1-tree-regressor"));

  it("runs before the model's own steps", () => {
    const scaler = readScaler(scalerFile(maxAbsScaler([0.5, 2, 4, 8, 0.25])));
    const scaled = attachScaler(model, scaler);
    const row = [0.01, 30, 400, 12_000, 2.5e-7];
    const byHand = [0.02, 15, 100, 1500, 1e-6];
    expect(evaluate(scaled, row)).toEqual(evaluate(model, byHand));
    expect(scaled.steps).toEqual([{ kind: "map", columns: scaler.columns }, ...model.steps]);
    expect(scaled.origin.transformers).toEqual(["MaxAbsScaler"]);
  });

  it("gives its feature names", () => {
    const names = P.tuple(...["a", "b", "c", "d", "e"].map(P.text));
    const scaler = readScaler(
      scalerFile(maxAbsScaler([1, 1, 1, 1, 1], { feature_names_in_: names })),
    );
    const { inputs } = attachScaler(model, scaler);
    expect(inputs.named).toBe(true);
    expect(inputs.features.map(({ name }) => name)).toEqual(["a", "b", "c", "d", "e"]);
    const named = read(fixtureBytes("sklearn-1.9.1-std-named-gbc"));
    expect(codesOf(() => attachScaler(named, scaler))).toEqual(["scaler/name-mismatch"]);
  });

  it("of another width is refused", () => {
    const scaler = readScaler(scalerFile(maxAbsScaler([1, 2, 3])));
    expect(codesOf(() => attachScaler(model, scaler))).toEqual(["scaler/width-mismatch"]);
  });

  it("that is a model is refused", () => {
    const bytes = fixtureBytes("sklearn-1.9.1-std-gbc");
    expect(codesOf(() => readScaler({ name: "s.joblib", bytes }))).toEqual(["scaler/no-scaler"]);
  });
});
