import { describe, expect, it } from "vitest";
import { readModel } from "../../../../src/core/frontends/index.ts";
import type { Iterations } from "../../../../src/core/frontends/iterations.ts";
import { mapEach } from "../../../../src/core/ir/model.ts";
import { verifyModel } from "../../../../src/core/ir/verify.ts";
import { diagnosticsOf } from "../../../support/diagnostics.ts";
import { readFixtureFile } from "../../../support/fixtures.ts";
import {
  dict,
  global,
  instance,
  int,
  joined,
  NONE,
  pickle,
  text,
} from "../../../support/pickle-bytes.ts";
import { mapSteps } from "../../../support/steps.ts";
import { surviveByteMutations } from "../reading.ts";

const MODEL = `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=1
objective=regression
feature_names=rms temp
feature_infos=none none
tree_sizes=1 1 1

${[0.5, 0.25, 4]
  .map((value, tree) => `Tree=${tree}\nnum_leaves=1\nnum_cat=0\nleaf_value=${value}\n\n`)
  .join("")}
end of trees

pandas_categorical:null
`;

/** A str of any length. */
function longText(value: string): Uint8Array {
  const bytes = new TextEncoder().encode(value);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length, true);
  return joined([0x58], length, bytes);
}

function boosterOf(model: string, best = 0, key = "_handle"): Uint8Array {
  const state = dict({ [key]: longText(model), best_iteration: int(best) });
  return instance(global("lightgbm.basic", "Booster"), state);
}

function wrapperOf(name: string, attributes: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return instance(global("lightgbm.sklearn", name), dict(attributes));
}

const list = (...items: readonly Uint8Array[]) => joined([0x5d, 0x28], ...items, [0x65]);
const labels = (...names: readonly string[]) => list(...names.map(text));

const read = (...parts: readonly Uint8Array[]) =>
  verifyModel(readModel({ name: "model.pkl", bytes: pickle(...parts) }));
const faultsOf = (part: Uint8Array) =>
  diagnosticsOf(() => read(part)).map(({ code, at }) =>
    at === undefined ? { code } : { code, at },
  );
const sumOf = (part: Uint8Array) =>
  read(part).predictor.roots.reduce(
    (sum, _, tree) => sum + read(part).predictor.leaves.values[tree]!,
    0,
  );

describe("lightgbm inside a pickle", () => {
  it("a Booster of either release's state", () => {
    for (const key of ["_handle", "handle"]) {
      const model = read(boosterOf(MODEL, 0, key));
      expect(model.origin).toMatchObject({
        library: "LightGBM",
        version: "",
        estimator: "regression",
      });
      expect(model.inputs).toMatchObject({
        features: [{ name: "rms" }, { name: "temp" }],
        named: true,
      });
      expect(model.steps).toMatchObject([
        mapEach([[{ kind: "flush" }], [{ kind: "flush" }]] as never),
      ]);
      expect(model.predictor.roots.length).toBe(3);
    }
  });

  it("predicts with the best iterations where a Booster kept all, and says so", () => {
    const stopped = read(boosterOf(MODEL, 2));
    expect(sumOf(boosterOf(MODEL, 2))).toBe(0.75);
    expect(stopped.origin.notes).toEqual([expect.stringContaining("first 2 of 3 iterations")]);
    for (const best of [0, -1, 3, 7]) expect(sumOf(boosterOf(MODEL, best))).toBe(4.75);
    const fixture = readFixtureFile("lightgbm-4.7.0-kept", "booster.pkl");
    const { origin } = readModel({ name: "booster.pkl", bytes: fixture });
    expect(origin.notes[0]).toMatch(/^the first 5 of 8 iterations/);
    const treesOf = (iterations: Iterations) =>
      readModel({ name: "booster.pkl", bytes: fixture }, { iterations }).predictor.roots.length;
    expect([treesOf("best"), treesOf("all"), treesOf(2)]).toEqual([5, 8, 2]);
  });

  it("a wrapper, with its labels and without a scikit-learn release", () => {
    const binary = MODEL.replace("objective=regression", "objective=binary sigmoid:1");
    const state = { _Booster: boosterOf(binary), _classes: labels("worn", "new") };
    const model = read(wrapperOf("LGBMClassifier", state));
    expect(model.origin).toMatchObject({
      library: "LightGBM",
      estimator: "LGBMClassifier",
      notes: [],
    });
    expect(model.head).toMatchObject({ labels: { type: "string", names: ["worn", "new"] } });
    const regressor = read(
      wrapperOf("LGBMRegressor", { _Booster: boosterOf(MODEL), _classes: NONE }),
    );
    expect(regressor.head).toMatchObject({ kind: "values", links: [{ kind: "identity" }] });
  });

  it("the last step of a Pipeline, flushing zeros after the scaler", () => {
    const bytes = readFixtureFile("lightgbm-4.7.0-pipeline", "model.joblib");
    const model = readModel({ name: "model.joblib", bytes });
    expect(model.origin).toMatchObject({
      library: "LightGBM",
      estimator: "LGBMClassifier",
      transformers: ["StandardScaler"],
    });
    const kinds = mapSteps(model.steps)[0]!.columns[0]!.chain.map(({ kind }) => kind);
    expect(kinds).toEqual(["subtract", "divide", "flush"]);
  });
});

describe("lightgbm inside a pickle, damaged", () => {
  it("not fitted", () => {
    expect(faultsOf(wrapperOf("LGBMClassifier", { _Booster: NONE }))[0]?.code).toBe(
      "sklearn/not-fitted",
    );
    expect(faultsOf(instance(global("lightgbm.basic", "Booster"), dict({})))[0]?.code).toBe(
      "sklearn/not-fitted",
    );
  });

  it("names the object, then the place in its text", () => {
    const damaged = MODEL.replace("leaf_value=0.25", "leaf_value=nan");
    const code = "tree/non-finite-leaf";
    expect(faultsOf(boosterOf(damaged))).toEqual([{ code, at: "tree 1, leaf 0" }]);
    expect(faultsOf(wrapperOf("LGBMRegressor", { _Booster: boosterOf(damaged) }))).toEqual([
      { code, at: "_Booster, tree 1, leaf 0" },
    ]);
    const cut = wrapperOf("LGBMRegressor", {
      _Booster: boosterOf(MODEL.slice(0, MODEL.indexOf("leaf_value=4"))),
    });
    expect(faultsOf(cut)).toEqual([{ code: "input/truncated", at: "_Booster, line 24" }]);
    expect(faultsOf(boosterOf("tree\nversion=v4\n"))[0]?.code).toBe("lightgbm/missing-key");
    expect(faultsOf(boosterOf(MODEL.replace("feature_idx=1", "feature_idx=x")))[0]?.code).toBe(
      "lightgbm/bad-value",
    );
  });

  it("labels that are not as many as the classes, or missing", () => {
    const binary = MODEL.replace("objective=regression", "objective=binary sigmoid:1");
    const of = (classes: Uint8Array) =>
      faultsOf(wrapperOf("LGBMClassifier", { _Booster: boosterOf(binary), _classes: classes }));
    expect(of(labels("a", "b", "c"))).toEqual([{ code: "lightgbm/bad-value", at: "_Booster" }]);
    expect(of(labels("a"))[0]?.code).toBe("sklearn/one-class");
    expect(of(NONE)[0]?.code).toBe("sklearn/not-fitted");
  });

  it("another class of the package", () => {
    expect(
      faultsOf(instance(global("lightgbm.dask", "DaskLGBMRegressor"), dict({})))[0]?.code,
    ).toBe("sklearn/unsupported-estimator");
  });

  it("any change of bytes", () =>
    surviveByteMutations(pickle(wrapperOf("LGBMRegressor", { _Booster: boosterOf(MODEL) })), 500));
});
