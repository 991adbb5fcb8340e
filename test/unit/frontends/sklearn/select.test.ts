import { describe, expect, it } from "vitest";
import { readModel, readScaler } from "../../../../src/core/frontends/index.ts";
import { evaluate } from "../../../../src/core/ir/evaluate.ts";
import { codesOf, diagnosticsOf } from "../../../support/diagnostics.ts";
import { readFixtureFile } from "../../../support/fixtures.ts";
import * as P from "../../../support/pickle-bytes.ts";
import { read } from "./edited-model.ts";
import { estimator, maxAbsScaler } from "./pickled-estimators.ts";

const file = (value: Uint8Array) => ({ name: "bundle.pkl", bytes: P.pickle(value) });

/** Estimators without fitted state: enough to be listed, and refused where they are read. */
const MODEL = estimator("sklearn.tree._classes", "DecisionTreeClassifier");
const SCALER = maxAbsScaler([2, 4]);
const BOTH = P.dict({ model: MODEL, scaler: SCALER, names: P.tuple(P.text("a"), P.text("b")) });

const problemOf = (value: Uint8Array, select?: string) =>
  diagnosticsOf(() => readModel(file(value), select === undefined ? {} : { select }))[0]!;

describe("a file that holds several estimators", () => {
  it("asks which, with all paths", () => {
    const { code, message, hint } = problemOf(BOTH);
    expect(code).toBe("input/several-models");
    expect(message).toContain("model (DecisionTreeClassifier), scaler (MaxAbsScaler)");
    expect(hint).toContain("--select model");
    expect(hint).toContain("--scaler");
  });

  it.each([
    ["a tuple", P.tuple(MODEL, SCALER), "[0] (DecisionTreeClassifier), [1] (MaxAbsScaler)"],
    ["a dict of lists", P.dict({ folds: P.tuple(MODEL, MODEL) }), "folds[0] ("],
    ["keys that are no names", P.dict({ "a b": MODEL, c: SCALER }), '["a b"] ('],
    [
      "an object of the user's own",
      estimator("__main__", "Mine", { net: MODEL, prep: SCALER }),
      "net (DecisionTreeClassifier), prep (MaxAbsScaler)",
    ],
    [
      "a Pipeline, named by its end",
      P.dict({
        a: estimator("sklearn.pipeline", "Pipeline", {
          steps: P.tuple(P.tuple(P.text("s"), SCALER), P.tuple(P.text("m"), MODEL)),
        }),
        b: SCALER,
      }),
      "a (DecisionTreeClassifier), b (MaxAbsScaler)",
    ],
  ])("lists %s", (_what, value, listed) => {
    const { code, message } = problemOf(value);
    expect(code).toBe("input/several-models");
    expect(message).toContain(listed);
  });

  it("gives the one at the path, and says where it is wrong", () => {
    expect(problemOf(BOTH, "model")).toMatchObject({
      code: "sklearn/not-fitted",
      at: expect.stringMatching(/^model\./),
    });
    expect(problemOf(P.dict({ "a b": MODEL, c: SCALER }), '["a b"]').at).toContain('["a b"].');
  });

  it("says what it holds where nothing stands at the path", () => {
    const { code, message, hint } = problemOf(BOTH, "modle");
    expect(code).toBe("input/nothing-selected");
    expect(message).toContain("scaler (MaxAbsScaler)");
    expect(hint).toContain("did you mean model?");
  });

  it("is never guessed inside an object of an unknown class", () => {
    const { code } = problemOf(estimator("__main__", "Mine", { net: MODEL }));
    expect(code).toBe("input/several-models");
  });

  it("gives its only scaler as a scaler, and asks among several", () => {
    expect(readScaler(file(BOTH)).transformers).toEqual(["MaxAbsScaler"]);
    const two = file(P.dict({ a: SCALER, b: maxAbsScaler([8]) }));
    const [found] = diagnosticsOf(() => readScaler(two));
    expect(found).toMatchObject({
      code: "input/several-models",
      hint: expect.stringContaining("--scaler-select a"),
    });
    expect(readScaler(two, { select: "b" }).features.length).toBe(1);
    expect(codesOf(() => readScaler(file(P.tuple(MODEL))))).toEqual(["scaler/no-scaler"]);
  });
});

describe("a file that holds one estimator", () => {
  it("in a dict is read, with a note", () => {
    const found = problemOf(P.dict({ model: MODEL, threshold: P.int(3) }));
    expect(found).toMatchObject({ code: "sklearn/not-fitted" });
    expect(found.at).toMatch(/^model\./);
  });

  it("has nothing to select, nor has a file of another format", () => {
    expect(problemOf(MODEL, "model").code).toBe("input/one-model");
    const json = {
      name: "model.txt",
      bytes: readFixtureFile("lightgbm-4.7.0-binary", "model.txt"),
    };
    expect(codesOf(() => readModel(json, { select: "model" }))).toEqual(["input/one-model"]);
  });

  it("and holds itself ends", () => {
    const list = P.joined([0x5d, 0x94, 0x68, 0, 0x61]);
    expect(problemOf(list).code).toBe("sklearn/not-an-estimator");
  });
});

it("a model out of a dict predicts as it does alone, and says where it stood", () => {
  const alone = readFixtureFile("sklearn-1.9.1-containers", "p2.pkl");
  // What stands between PROTO and STOP pushes the model.
  const inner = alone.subarray(2, -1);
  const held = readModel(file(P.dict({ model: inner })));
  const row = [0.01, 60, 1500, 101_000, 1e-7];
  expect(evaluate(held, row)).toEqual(evaluate(read(alone), row));
  expect(held.origin.notes).toEqual([
    "The file holds it as model, and nothing else that predicts.",
  ]);
  const chosen = readModel(file(P.dict({ model: inner, scaler: SCALER })), { select: "model" });
  expect(chosen.origin.notes).toEqual([]);
});
