import { RandomForestClassifier } from "ml-random-forest";
import { describe, expect, it } from "vitest";
import { attachScaler, readScaler } from "../../../src/core/frontends/index.ts";
import { MAX_TREE_DEPTH } from "../../../src/core/frontends/tree-arrays.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import { mapEach } from "../../../src/core/ir/model.ts";
import { codesOf } from "../../support/diagnostics.ts";
import { mapSteps } from "../../support/steps.ts";
import {
  bytesOf,
  changed,
  faultsOf,
  read,
  surviveByteMutations,
  surviveStructureMutations,
} from "./reading.ts";

const leaf = (distribution: unknown) => ({ kind: "classifier", gain: null, distribution });

/** A rejected split keeps its column and value beside the distribution: still a leaf. */
const classifier = {
  options: { kind: "classifier", maxDepth: null },
  root: {
    splitValue: 2.5,
    splitColumn: 1,
    gain: 0.36,
    numberSamples: 8,
    left: { ...leaf([[0.75, 0.25]]), splitValue: 9, splitColumn: 7 },
    right: {
      splitValue: 0.1,
      splitColumn: 0,
      numberSamples: 5,
      left: leaf([[0, 1]]),
      right: leaf([[0.25, 0.25, 0.5]]),
    },
  },
  name: "DTClassifier",
};

const regression = (low: number, high: number, splitColumn = 0) => ({
  root: {
    splitValue: 1,
    splitColumn,
    left: { distribution: low },
    right: { distribution: high },
  },
  name: "DTRegression",
});

const forest = {
  baseModel: {
    indexes: [[2, 0], [1], [0]],
    n: 2,
    nEstimators: 3,
    isClassifier: false,
    estimators: [regression(1, 2), regression(10, 20), regression(100, 200)],
  },
  selectionMethod: "mean",
  name: "RFRegression",
};

const wrapped = {
  name: "gearbox",
  model: classifier,
  scaler: { kind: "standard", mean: [1, 0.1], scale: [2, 0.3] },
  features: ["rms", "temp"],
  classes: ["ok", "worn", "broken"],
};

const predictions = (document: unknown, rows: number[][]) =>
  rows.map((row) => evaluate(read(document), row).prediction);

describe("ml-cart: what the IR says", () => {
  it("compares doubles with <, NaN to the right, and fills up short distributions", () => {
    const model = read(classifier);
    expect(model.steps).toEqual([]);
    const probabilities = [
      [0, 2.4999999999999996],
      [0.09999999999999999, 2.5],
      [0.1, 2.5],
      [Number.NaN, Number.NaN],
    ].map((row) => Array.from(evaluate(model, row).probabilities!));
    expect(probabilities).toEqual([
      [0.75, 0.25, 0],
      [0, 1, 0],
      [0.25, 0.25, 0.5],
      [0.25, 0.25, 0.5],
    ]);
    expect(model.head).toMatchObject({
      labels: { type: "integer", names: ["0", "1", "2"] },
      link: "identity",
      decide: { kind: "argmax" },
    });
    expect(model.predictor.nodes.samples![0]).toBe(8);
  });

  it("takes the feature count from the largest column used, and says so", () => {
    const model = read(classifier);
    expect(model.inputs).toMatchObject({
      features: [{ name: "f0" }, { name: "f1" }],
      named: false,
    });
    expect(model.origin).toMatchObject({ library: "ml-cart", estimator: "DecisionTreeClassifier" });
    expect(model.origin.notes[0]).toContain("--features");
    expect(read(changed(classifier, "root", leaf([[0, 1]]))).inputs.features).toHaveLength(1);
  });

  it("maps a forest's columns, then takes the mean or the lower median", () => {
    expect(
      predictions(forest, [
        [0, 0, 0],
        [0, 0, 5],
        [5, 0, 0],
      ]),
    ).toEqual([37, 112 / 3, 211 / 3]);
    const median = changed(forest, "selectionMethod", "median");
    expect(
      predictions(median, [
        [0, 0, 0],
        [5, 5, 5],
      ]),
    ).toEqual([10, 20]);
    expect(read(forest).predictor.nodes.feature[0]).toBe(2);
  });

  it.each([[[1, 0, 0, 1]], [[0, 1, 1, 0]], [[2, 1, 0]], [[2, 0, 0, 2, 1]], [[1]]])(
    "gives a vote to the label that reaches the most votes first: %j",
    (votes) => {
      const estimators = votes.map((label) => ({
        name: "DTClassifier",
        options: {},
        root: leaf([[0, 1, 2].slice(0, label + 1).map((k) => (k === label ? 1 : 0))]),
      }));
      const document = {
        baseModel: {
          indexes: votes.map(() => [0]),
          n: 1,
          nEstimators: votes.length,
          isClassifier: true,
          estimators,
        },
        name: "RFClassifier",
      };
      const library = RandomForestClassifier.load(structuredClone(document) as never);
      expect(predictions(document, [[0]])).toEqual(library.predict([[0]]));
    },
  );

  it("puts the scaler of a wrapped model before the trees, in double", () => {
    const model = read(wrapped);
    expect(model.steps).toEqual([
      mapEach([
        [
          { kind: "subtract", by: 1, type: "f64" },
          { kind: "divide", by: 2, type: "f64" },
        ],
        [
          { kind: "subtract", by: 0.1, type: "f64" },
          { kind: "divide", by: 0.3, type: "f64" },
        ],
      ]),
    ]);
    expect(model.origin).toMatchObject({ name: "gearbox", transformers: ["StandardScaler"] });
    expect(model.inputs).toMatchObject({
      features: [{ name: "rms" }, { name: "temp" }],
      named: true,
    });
    expect(model.head).toMatchObject({ labels: { type: "string", names: wrapped.classes } });
  });

  it.each([
    ["minmax", { scale: [2, 3], min: [1, 0] }, ["multiply", "add"]],
    ["robust", { center: [2, 3], scale: [1, 2] }, ["subtract", "divide"]],
    ["maxabs", { scale: [2, 3] }, ["divide"]],
  ])("knows the %s scaler", (kind, constants, operations) => {
    const { steps } = read(changed(wrapped, "scaler", { kind, ...constants }));
    const [step] = mapSteps(steps);
    expect(step!.columns[0]!.chain.map((operation) => operation.kind)).toEqual(operations);
  });
});

describe("ml-cart: a scaler apart", () => {
  const apart = { scaler: wrapped.scaler, features: wrapped.features };
  const scalerOf = (document: unknown) =>
    readScaler({ name: "scaler.json", bytes: bytesOf(document) });

  it("before a model predicts as it does inside its document", () => {
    const model = read(changed(wrapped, "scaler", undefined));
    const inside = read(wrapped);
    for (const document of [apart, wrapped]) {
      const outside = attachScaler(model, scalerOf(document));
      expect(outside.inputs).toEqual(inside.inputs);
      for (const row of [
        [1, 0.1],
        [6, 0.4],
        [Number.NaN, -3],
      ]) {
        expect(evaluate(outside, row)).toEqual(evaluate(inside, row));
      }
    }
  });

  it("is no model, and a document without one is no scaler", () => {
    expect(faultsOf(apart)).toEqual([{ code: "ml-cart/no-model" }]);
    expect(codesOf(() => scalerOf(classifier))).toEqual(["scaler/no-scaler"]);
    const two = { ...apart, features: ["rms"] };
    expect(codesOf(() => scalerOf(two))).toEqual(["model/feature-names"]);
  });
});

describe("ml-cart: damaged files", () => {
  const damages: [object, string, unknown, string, string][] = [
    [classifier, "root", undefined, "json/missing-key", "the document"],
    [classifier, "root.right", undefined, "json/missing-key", "root"],
    [classifier, "root.left.distribution", [[]], "json/wrong-type", "root.left.distribution"],
    [classifier, "root.left.distribution", 3, "json/wrong-type", "root.left.distribution"],
    [classifier, "root.splitValue", null, "tree/nan-threshold", "root"],
    [classifier, "root.right.splitColumn", -1, "tree/feature-out-of-range", "root.right"],
    [classifier, "root.splitColumn", 4e9, "model/too-many", "splitColumn"],
    [classifier, "root.left.distribution[0][1]", null, "tree/non-finite-leaf", "root.left"],
    [forest, "baseModel.indexes", [[0], [1]], "tree/lengths-disagree", "baseModel.indexes"],
    [forest, "baseModel.nEstimators", 4e9, "tree/lengths-disagree", "baseModel.estimators"],
    [forest, "baseModel.indexes[0]", [], "tree/feature-out-of-range", "baseModel.estimators[0]"],
    [forest, "selectionMethod", "mode", "json/wrong-type", "selectionMethod"],
    [wrapped, "scaler.mean", [1], "scaler/width-mismatch", "scaler.mean"],
    [wrapped, "scaler.scale[1]", 0, "ml-cart/scaler-constant", "scaler.scale[1]"],
    [wrapped, "scaler.kind", "quantile", "json/wrong-type", "scaler.kind"],
    [wrapped, "features", ["rms"], "scaler/width-mismatch", "scaler.mean"],
    [wrapped, "features", ["rms", "rms"], "model/duplicate-feature", "features"],
    [wrapped, "classes", ["ok", "worn"], "ml-cart/too-few-classes", "classes"],
    [wrapped, "model.root.splitColumn", 2, "tree/feature-out-of-range", "model.root"],
  ];
  it.each(damages)("%#: %s = %j", (document, path, value, code, at) => {
    expect(faultsOf(changed(document, path, value))).toContainEqual({ code, at });
  });

  it("no trees at all", () => {
    const empty = { ...forest.baseModel, estimators: [], indexes: [], nEstimators: 0 };
    expect(faultsOf(changed(forest, "baseModel", empty))).toEqual([
      { code: "model/no-trees", at: "baseModel.estimators" },
    ]);
  });

  it("leaves that would fill memory with zeros", () => {
    const wide = new Array(60_000).fill(0);
    wide[0] = 1;
    let root: object = leaf([wide]);
    for (let i = 0; i < 300; i++)
      root = { splitValue: i, splitColumn: 0, left: leaf([[1]]), right: root };
    expect(faultsOf({ ...classifier, root })[0]?.code).toBe("model/too-many");
  });

  it("trees nested beyond the limits", () => {
    const nested = (depth: number) =>
      `{"name":"DTRegression","root":${'{"splitColumn":0,"splitValue":1,"left":{"distribution":1},"right":'.repeat(depth)}{"distribution":2}${"}".repeat(depth)}}`;
    expect(read(nested(MAX_TREE_DEPTH)).predictor.nodes.kind).toHaveLength(2 * MAX_TREE_DEPTH + 1);
    expect(faultsOf(nested(MAX_TREE_DEPTH + 1))[0]?.code).toBe("tree/too-deep");
    expect(faultsOf(nested(100_000))[0]?.code).toBe("json/too-deep");
  });

  it("a file cut short", () => {
    expect(faultsOf(JSON.stringify(wrapped).slice(0, 300))).toEqual([{ code: "input/truncated" }]);
  });

  it.each([
    ["a tree", classifier],
    ["a forest", forest],
    ["a wrapped model", wrapped],
  ])("any change of the value tree or of bytes: %s", (_, document) => {
    surviveStructureMutations(document, 500);
    surviveByteMutations(bytesOf(document), 500);
  });
});
