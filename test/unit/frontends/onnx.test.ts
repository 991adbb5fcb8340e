import { describe, expect, it } from "vitest";
import { readModel } from "../../../src/core/frontends/index.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import type { Model } from "../../../src/core/ir/model.ts";
import { verifyModel } from "../../../src/core/ir/verify.ts";
import { diagnosticsOf } from "../../support/diagnostics.ts";
import { type Graph, type GraphNode, onnxBytes, stump, tensor } from "../../support/onnx-bytes.ts";

const read = (graph: Graph): Model =>
  verifyModel(readModel({ name: "model.onnx", bytes: onnxBytes(graph) }));
const faultsOf = (graph: Graph) =>
  diagnosticsOf(() => read(graph)).map(({ code, at }) => [code, at]);

const regressor = (attributes: GraphNode["attributes"] = {}, rest: Partial<GraphNode> = {}) =>
  stump("TreeEnsembleRegressor", attributes, rest);
const classifier = (attributes: GraphNode["attributes"] = {}) =>
  stump("TreeEnsembleClassifier", attributes, { outputs: ["label", "probabilities"] });
const CLASS_OUTPUTS = ["label", "probabilities"];

/** The code that a regressor with these attributes is refused with. */
const codeOf = (attributes: GraphNode["attributes"]) =>
  faultsOf({ nodes: [regressor(attributes)] })[0]![0];
const classCodeOf = (attributes: GraphNode["attributes"]) =>
  faultsOf({ nodes: [classifier(attributes)], outputs: CLASS_OUTPUTS })[0]![0];

describe("onnx: what the IR says", () => {
  it("names the origin, and features where there are several inputs", () => {
    const concat = {
      op: "Concat",
      domain: "",
      inputs: ["rms", "temp"],
      outputs: ["X"],
      attributes: { axis: 1 },
    };
    const model = read({ nodes: [concat, regressor()], inputs: { rms: 1, temp: 2 } });
    expect(model.origin).toMatchObject({
      library: "ONNX",
      estimator: "TreeEnsembleRegressor",
      transformers: [],
      notes: ["written by by hand"],
    });
    const names = model.inputs.features.map(({ name }) => name);
    expect([model.inputs.named, ...names]).toEqual([true, "rms", "temp_0", "temp_1"]);
    expect(read({ nodes: [regressor()] }).inputs).toMatchObject({
      features: [{ name: "f0" }, { name: "f1" }],
      named: false,
    });
  });

  it("adds the base value last, in float32", () => {
    const { predictor } = read({ nodes: [regressor({ base_values: { floats: [0.1] } })] });
    expect(predictor.combine).toEqual({
      kind: "sum",
      accumulator: "f32",
      base: Float64Array.of(0),
      bias: Float64Array.of(Math.fround(0.1)),
    });
  });

  it("judges two classes at 0.5 where no weight is negative, else at 0", () => {
    const decide = (weights: readonly number[]) => {
      const { head } = read({
        nodes: [classifier({ class_weights: { floats: weights }, post_transform: "LOGISTIC" })],
        outputs: CLASS_OUTPUTS,
      });
      return head.kind === "classes" ? head.decide : undefined;
    };
    expect(decide([0.25, 0.75])).toEqual({ kind: "threshold", compare: "gt", value: 0.5 });
    expect(decide([0.25, -0.75])).toEqual({ kind: "threshold", compare: "gt", value: 0 });
  });

  it("says that all weights being positive moves the decision", () => {
    const attributes = { class_weights: { floats: [0.25, 0.75] }, post_transform: "LOGISTIC" };
    const model = read({ nodes: [classifier(attributes)], outputs: CLASS_OUTPUTS });
    expect(model.origin.notes.at(-1)).toMatch(/above a sum of 0\.5.*before 1\.28/);
  });

  it("needs no probabilities among the outputs", () => {
    const attributes = { class_weights: { floats: [0.25, 0.75] } };
    const model = read({ nodes: [classifier(attributes)], outputs: ["label"] });
    expect(evaluate(model, [1, 0]).probabilities).toEqual(Float64Array.of(0.25, 0.75));
  });

  it("ignores what no output depends on", () => {
    const stray = { op: "Erf", domain: "", inputs: ["X"], outputs: ["unused"] };
    expect(read({ nodes: [stray, regressor()] }).predictor.roots.length).toBe(1);
  });

  it("takes equalities that lead to one node as one set", () => {
    const model = read({
      nodes: [
        regressor({
          nodes_treeids: [7, 7, 7, 7],
          nodes_nodeids: [0, 1, 2, 3],
          nodes_featureids: [0, 0, 0, 0],
          nodes_modes: ["BRANCH_EQ", "BRANCH_EQ", "LEAF", "LEAF"],
          nodes_values: { floats: [3, 1, 0, 0] },
          nodes_truenodeids: [2, 2, 0, 0],
          nodes_falsenodeids: [1, 3, 0, 0],
          target_treeids: [7, 7],
          target_nodeids: [2, 3],
        }),
      ],
    });
    expect(model.predictor.sets).toHaveLength(1);
    const at = (x: number) => evaluate(model, [x, 0]).prediction;
    expect([1, 3, 2, 1.0000001, 0.99999994, Number.NaN].map(at)).toEqual([
      0.25, 0.25, -0.75, -0.75, -0.75, -0.75,
    ]);
  });

  it("notes that whole numbers are asked for", () => {
    const attributes = { class_weights: { floats: [0.25, 0.75] } };
    const model = read({ nodes: [classifier(attributes)], outputs: CLASS_OUTPUTS, type: "int64" });
    expect(model.origin.notes.join()).toMatch(/whole numbers/);
  });
});

describe("onnx: two classes with weights of both", () => {
  const pair = (attributes: GraphNode["attributes"] = {}) =>
    classifier({
      class_treeids: [0, 0, 0, 0],
      class_nodeids: [1, 1, 2, 2],
      class_ids: [0, 1, 1, 0],
      class_weights: { floats: [-0.25, 0.25, 0.75, -0.75] },
      classlabels_int64s: [0, 1],
      post_transform: "LOGISTIC",
      ...attributes,
    });

  it("are one score where they are -s, s, judged at 0", () => {
    const { head } = read({ nodes: [pair()], outputs: CLASS_OUTPUTS });
    expect(head).toMatchObject({ link: "sigmoid", decide: { compare: "gt", value: 0 } });
    const names = { classlabels_int64s: [], classlabels_strings: ["no", "yes"] };
    const named = read({ nodes: [pair(names)], outputs: CLASS_OUTPUTS });
    expect(named.head).toMatchObject({ labels: { names: ["no", "yes"] } });
  });

  it.each([
    ["other labels", { classlabels_int64s: [1, 2] }],
    ["a base", { base_values: { floats: [0.5, -0.5] } }],
    ["a softmax", { post_transform: "SOFTMAX" }],
    ["other weights", { class_weights: { floats: [-0.25, 0.25, 0.75, 0.75] } }],
    ["one weight", { class_ids: [0, 1, 1, 1] }],
  ])("are refused with %s", (_, attributes) => {
    const [fault] = faultsOf({ nodes: [pair(attributes)], outputs: CLASS_OUTPUTS });
    expect(fault![0]).toBe("onnx/two-class-columns");
  });
});

describe("onnx: what is refused, by name", () => {
  it("operators, all of them at once, each with its node", () => {
    const erf = { op: "Erf", domain: "", inputs: ["X"], outputs: ["a"] };
    const tanh = { op: "Tanh", domain: "", inputs: ["a"], outputs: ["b"] };
    const gelu = { op: "Gelu", domain: "com.microsoft", inputs: ["X"], outputs: ["c"], name: "" };
    const add = { op: "Concat", domain: "", inputs: ["b", "c"], outputs: ["d"] };
    const graph = { nodes: [erf, tanh, gelu, add, regressor({}, { inputs: ["d"] })] };
    expect(faultsOf(graph)).toEqual([
      ["onnx/unsupported-operator", 'node "Erf"'],
      ["onnx/unsupported-operator", "node 2, Gelu"],
    ]);
    expect(diagnosticsOf(() => read(graph)).map(({ message }) => message)).toEqual([
      "the operator Erf is not supported",
      "the operator com.microsoft.Gelu is not supported",
    ]);
  });

  it("supported operators on what they are not supported on", () => {
    const square = { op: "Mul", domain: "", inputs: ["X", "X"], outputs: ["a"] };
    const [first] = diagnosticsOf(() =>
      read({ nodes: [square, regressor({}, { inputs: ["a"] })] }),
    );
    expect(first!.message).toBe("the operator Mul is not supported on columns");
  });

  it("what no output of onnxruntime would be right for", () => {
    expect(classCodeOf({ class_ids: [0, 1] })).toBe("onnx/two-class-columns");
    expect(classCodeOf({ class_ids: [1, 1] })).toBe("onnx/two-class-columns");
    expect(classCodeOf({ classlabels_int64s: [3] })).toBe("onnx/class-count");
    expect(classCodeOf({})).toBe("onnx/opposite-scores");
    expect(classCodeOf({ post_transform: "PROBIT" })).toBe("onnx/post-transform");
    expect(classCodeOf({ classlabels_int64s: [1, 2, 3], post_transform: "SOFTMAX_ZERO" })).toBe(
      "onnx/post-transform",
    );
    expect(classCodeOf({ classlabels_int64s: [1, 2, 3] })).toBe("onnx/unwritten-class");
    expect(codeOf({ aggregate_function: "MIN" })).toBe("onnx/aggregate");
    expect(codeOf({ post_transform: "LOGISTIC" })).toBe("onnx/post-transform");
    expect(codeOf({ n_targets: 2, base_values: { floats: [1, 1] }, target_ids: [0, 1] })).toBe(
      "onnx/base-of-some-rows",
    );
  });

  it("trees that do not hold together", () => {
    expect(codeOf({ nodes_treeids: [] })).toBe("onnx/bad-node");
    expect(codeOf({ nodes_truenodeids: [9, 0, 0] })).toBe("onnx/bad-node");
    expect(codeOf({ nodes_truenodeids: [0, 0, 0] })).toBe("onnx/shared-node");
    expect(codeOf({ nodes_truenodeids: [2, 0, 0] })).toBe("onnx/shared-node");
    expect(codeOf({ nodes_modes: ["BRANCH_IN", "LEAF", "LEAF"] })).toBe("onnx/bad-node");
    expect(codeOf({ nodes_nodeids: [0, 1, 1] })).toBe("onnx/bad-node");
    expect(codeOf({ nodes_treeids: [0, 1, 0] })).toBe("onnx/bad-node");
    expect(codeOf({ target_ids: [0, 1] })).toBe("onnx/bad-node");
    expect(codeOf({ target_nodeids: [1, 1] })).toBe("onnx/leaf-weights");
    expect(codeOf({ nodes_featureids: [2, 0, 0] })).toBe("tree/feature-out-of-range");
    expect(codeOf({ nodes_values: { floats: [Number.NaN, 0, 0] } })).toBe("tree/nan-threshold");
    expect(codeOf({ target_weights: { floats: [Number.NaN, 0] } })).toBe("tree/non-finite-leaf");
    expect(codeOf({ base_values: { floats: [1, 2] } })).toBe("onnx/bad-node");
    expect(codeOf({ n_targets: 0 })).toBe("onnx/bad-node");
  });

  it("NaN that takes one way in half of a set", () => {
    const chain = {
      nodes_treeids: [0, 0, 0, 0],
      nodes_nodeids: [0, 1, 2, 3],
      nodes_featureids: [0, 0, 0, 0],
      nodes_modes: ["BRANCH_EQ", "BRANCH_EQ", "LEAF", "LEAF"],
      nodes_values: { floats: [3, 1, 0, 0] },
      nodes_truenodeids: [2, 2, 0, 0],
      nodes_falsenodeids: [1, 3, 0, 0],
      nodes_missing_value_tracks_true: [0, 1, 0, 0],
      target_nodeids: [2, 3],
    };
    expect(codeOf(chain)).toBe("onnx/set-of-two-ways");
  });

  it("numbers of other types, elsewhere, or of another count", () => {
    const weights = (t: Uint8Array) => ({
      target_weights: { floats: [] },
      target_weights_as_tensor: t,
    });
    expect(codeOf(weights(tensor("w", [2], [1, 2])))).toBe("onnx/bad-node");
    expect(codeOf(weights(tensor("w", [3], [1, 2])))).toBe("onnx/tensor-length");
    expect(faultsOf({ nodes: [regressor()], type: "float16" })).toEqual([
      ["onnx/element-type", 'input "X"'],
    ]);
    expect(faultsOf({ nodes: [regressor()], type: "string" })).toEqual([
      ["onnx/input-type", 'input "X"'],
    ]);
    expect(faultsOf({ nodes: [regressor()], type: "int64" })[0]![0]).toBe("onnx/bad-node");
    expect(faultsOf({ nodes: [regressor()], inputs: { X: 0 } })).toEqual([
      ["onnx/unknown-width", 'input "X"'],
    ]);
    expect(faultsOf({ nodes: [regressor()], inputs: { X: 65537 } })[0]![0]).toBe("model/too-many");
  });

  it("graphs without one prediction", () => {
    expect(faultsOf({ nodes: [], outputs: ["X"] })).toEqual([["onnx/no-trees", 'output "X"']]);
    expect(faultsOf({ nodes: [], outputs: ["Z"] })).toEqual([["onnx/unknown-value", 'output "Z"']]);
    expect(faultsOf({ nodes: [], inputs: {} })).toEqual([["onnx/no-input", undefined]]);
    const other = regressor({}, { outputs: ["Z"], name: "other" });
    expect(faultsOf({ nodes: [regressor(), other], outputs: ["Y", "Z"] })).toEqual([
      ["onnx/several-results", undefined],
    ]);
    expect(faultsOf({ nodes: [classifier()], outputs: ["probabilities"] })).toEqual([
      ["onnx/no-label", undefined],
    ]);
    expect(faultsOf({ nodes: [regressor()], inputs: { X: 2, X_0: 1 } })).toEqual([
      ["model/duplicate-feature", "graph.input"],
    ]);
  });

  it("constants that make no numbers", () => {
    const scaler = (offset: number, scale: number) => ({
      op: "Scaler",
      outputs: ["a"],
      attributes: { offset: { floats: [offset] }, scale: { floats: [scale] } },
    });
    const faults = (node: GraphNode) =>
      faultsOf({ nodes: [node, regressor({}, { inputs: ["a"] })] });
    expect(faults(scaler(0, Number.POSITIVE_INFINITY))).toEqual([
      ["onnx/bad-constant", 'node "Scaler"'],
    ]);
    expect(faults(scaler(Number.NaN, 1))).toEqual([["onnx/bad-constant", 'node "Scaler"']]);
    const divide = { op: "Div", domain: "", inputs: ["X", "c"], outputs: ["a"] };
    const zero = tensor("c", [1], [0]);
    const nodes = [divide, regressor({}, { inputs: ["a"] })];
    expect(faultsOf({ nodes, initializers: [zero], type: "double" })[0]![0]).toBe(
      "onnx/bad-constant",
    );
  });

  it("few weights that would fill a large table", () => {
    const leaves = 1500;
    const nodes = Array.from({ length: 2 * leaves - 1 }, (_, i) => i);
    const isSplit = (i: number) => i % 2 === 0 && i < nodes.length - 1;
    const labels = Array.from({ length: 3000 }, (_, i) => i);
    const attributes = {
      nodes_treeids: nodes.map(() => 0),
      nodes_nodeids: nodes,
      nodes_featureids: nodes.map(() => 0),
      nodes_modes: nodes.map((i) => (isSplit(i) ? "BRANCH_LEQ" : "LEAF")),
      nodes_values: { floats: nodes },
      nodes_truenodeids: nodes.map((i) => i + 1),
      nodes_falsenodeids: nodes.map((i) => i + 2),
      class_treeids: nodes.filter((i) => !isSplit(i)).map(() => 0),
      class_nodeids: nodes.filter((i) => !isSplit(i)),
      class_ids: nodes.filter((i) => !isSplit(i)).map((i) => i),
      class_weights: { floats: nodes.filter((i) => !isSplit(i)).map(() => 1) },
      classlabels_int64s: labels,
    };
    expect(classCodeOf(attributes)).toBe("onnx/sparse-leaves");
  });
});
