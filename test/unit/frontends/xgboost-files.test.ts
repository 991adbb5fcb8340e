import { describe, expect, it } from "vitest";
import type { ReadOptions } from "../../../src/core/frontends/frontend.ts";
import { readModel } from "../../../src/core/frontends/index.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import { verifyModel } from "../../../src/core/ir/verify.ts";
import { diagnosticsOf } from "../../support/diagnostics.ts";
import { readFixtureFile } from "../../support/fixtures.ts";
import {
  dict,
  global,
  instance,
  int,
  joined,
  NONE,
  pickle,
  text,
} from "../../support/pickle-bytes.ts";
import { toUbjson } from "../../support/ubjson-bytes.ts";
import { bytesOf, changed, surviveByteMutations, surviveStructureMutations } from "./reading.ts";
import { document, LEARNER, MODEL } from "./xgboost-document.ts";

const NEWEST = "xgboost-3.4.1";
const read = (bytes: Uint8Array, options: Partial<ReadOptions> = {}) =>
  verifyModel(readModel({ name: "model.bin", bytes }, options));
const faultsOf = (bytes: Uint8Array) =>
  diagnosticsOf(() => read(bytes)).map(({ code, at }) =>
    at === undefined ? { code } : { code, at },
  );
const [small] = [read(bytesOf(document))];

/** A Booster, which keeps its model as `bytes`. */
function boosterOf(bytes: Uint8Array): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length, true);
  const handle = joined([0x42], length, bytes);
  return instance(global("xgboost.core", "Booster"), dict({ handle }));
}

function wrapperOf(name: string, attributes: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return instance(global("xgboost.sklearn", name), dict(attributes));
}

const handleOf = (model: unknown) => toUbjson({ Config: { learner: {} }, Model: model });
const stopped = changed(document, "learner.attributes", { best_iteration: "0" });

describe("xgboost as UBJSON", () => {
  it("is the model of the JSON", () => {
    const { origin, ...model } = read(toUbjson(document));
    const { origin: _, ...expected } = small!;
    expect(model).toEqual(expected);
    expect(origin).toMatchObject({ library: "XGBoost", version: "2.1.4" });
  });

  it("is the model of the JSON, of a release's own two files", () => {
    for (const release of ["1.6.2", "2.0.3", "3.4.1"]) {
      const fixture = `xgboost-${release}-categories`;
      const [json, ubjson] = ["model.json", "model.ubj"].map((file) => {
        const { origin: _, ...model } = read(readFixtureFile(fixture, file));
        return model;
      });
      expect(ubjson).toEqual(json);
    }
  });

  it("names the place of a fault in it", () => {
    const damaged = changed(document, `${MODEL}.trees[0].split_indices[2]`, 2);
    expect(faultsOf(toUbjson(damaged))).toEqual([
      { code: "tree/feature-out-of-range", at: `${MODEL}.trees[0], node 2` },
    ]);
    expect(faultsOf(toUbjson(document).slice(0, 700))[0]!.code).toBe("input/truncated");
  });

  it("any change of the value tree", () =>
    surviveStructureMutations(document, 500, (mutant) => toUbjson(mutant)));
  it("any change of bytes", () => {
    surviveByteMutations(toUbjson(document), 800);
    surviveByteMutations(readFixtureFile(`${NEWEST}-categories`, "model.ubj"), 300);
  });
});

describe("xgboost inside a pickle", () => {
  it("a Booster, whose state is UBJSON or JSON", () => {
    for (const handle of [handleOf(document), toUbjson(document), bytesOf({ Model: document })]) {
      const model = read(pickle(boosterOf(handle)));
      expect(model.origin).toMatchObject({
        library: "XGBoost",
        version: "2.1.4",
        estimator: "binary:logistic",
      });
      expect(model.inputs).toMatchObject({
        features: [{ name: "rms" }, { name: "temp" }],
        named: true,
      });
      expect(model.predictor).toEqual(small!.predictor);
      expect(model.steps).toEqual(small!.steps);
    }
  });

  it("takes all iterations of a Booster, the best of a wrapper, and says so", () => {
    const booster = boosterOf(handleOf(stopped));
    const wrapper = wrapperOf("XGBClassifier", { _Booster: booster });
    expect(read(pickle(booster)).predictor.roots.length).toBe(2);
    const { predictor, origin } = read(pickle(wrapper));
    expect(predictor.roots.length).toBe(1);
    expect(origin).toMatchObject({
      library: "XGBoost",
      estimator: "XGBClassifier",
      notes: [expect.stringContaining("the first 1 of 2 iterations are used, as the scikit-learn")],
    });
    expect(read(pickle(wrapper), { iterations: "all" }).predictor.roots.length).toBe(2);
  });

  it("makes a wrapper's number for a missing one NaN", () => {
    const model = read(
      pickle(
        wrapperOf("XGBRegressor", { _Booster: boosterOf(handleOf(document)), missing: int(7) }),
      ),
    );
    expect(evaluate(model, [0, 7]).raw).toEqual(evaluate(model, [0, Number.NaN]).raw);
    expect(evaluate(model, [0, 7.000001]).raw).toEqual(evaluate(model, [0, 8]).raw);
    expect(evaluate(model, [0, 7]).raw).not.toEqual(evaluate(model, [0, 8]).raw);
  });

  it("refuses a missing value that is no number", () => {
    const attributes = { _Booster: boosterOf(handleOf(document)), missing: text("?") };
    expect(faultsOf(pickle(wrapperOf("XGBRegressor", attributes)))).toEqual([
      { code: "sklearn/bad-attribute", at: "missing" },
    ]);
  });

  it("says what the codes of a DataFrame's categories stand for", () => {
    const enc = [
      { offsets: [], values: [] },
      { offsets: [0, 3, 5], values: [...new TextEncoder().encode("newok")] },
    ];
    const named = changed(document, `${MODEL}.cats`, { enc, feature_segments: [], sorted_idx: [] });
    const wrapper = wrapperOf("XGBClassifier", { _Booster: boosterOf(handleOf(named)) });
    expect(read(pickle(wrapper)).inputs.features).toEqual([
      { name: "rms" },
      { name: "temp", categories: ["new", "ok"] },
    ]);
  });

  it("decides classes for a classifier, gives values for others", () => {
    const kindOf = (name: string) =>
      read(pickle(wrapperOf(name, { _Booster: boosterOf(handleOf(document)) }))).head.kind;
    expect(["XGBClassifier", "XGBRFClassifier"].map(kindOf)).toEqual(["classes", "classes"]);
    expect(["XGBRegressor", "XGBRFRegressor", "XGBRanker", "XGBModel"].map(kindOf)).toEqual(
      Array(4).fill("values"),
    );
  });

  it("refuses the binary form of old releases, what was never fitted, and faults in the model", () => {
    const old = boosterOf(new TextEncoder().encode("CONFIG-offset:\0\0\0"));
    expect(faultsOf(pickle(wrapperOf("XGBClassifier", { _Booster: old })))[0]!.code).toBe(
      "xgboost/binary-model",
    );
    for (const attributes of [{}, { _Booster: NONE }]) {
      const unfitted = pickle(wrapperOf("XGBClassifier", attributes));
      expect(faultsOf(unfitted)[0]!.code).toBe("sklearn/not-fitted");
    }
    const linear = changed(document, "learner.gradient_booster.name", "gblinear");
    const wrapper = wrapperOf("XGBRegressor", { _Booster: boosterOf(handleOf(linear)) });
    expect(faultsOf(pickle(wrapper))).toEqual([
      { code: "xgboost/unsupported-booster", at: "_Booster, Model.learner.gradient_booster.name" },
    ]);
    const wide = changed(document, `${LEARNER}.num_feature`, "4000000000");
    expect(faultsOf(pickle(boosterOf(handleOf(wide))))[0]!.code).toBe("model/too-many");
  });

  it("any change of bytes", () => {
    surviveByteMutations(pickle(boosterOf(handleOf(document))), 500);
    surviveByteMutations(readFixtureFile(`${NEWEST}-pipeline`, "model.pkl"), 300);
  });
});
