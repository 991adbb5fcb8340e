import { describe, expect, it } from "vitest";
import { readModel } from "../../../src/core/frontends/index.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import { verifyModel } from "../../../src/core/ir/verify.ts";
import { diagnosticsOf } from "../../support/diagnostics.ts";
import { type GraphNode, onnxBytes, stump, tensor } from "../../support/onnx-bytes.ts";

const core = (op: string, inputs: string[], outputs: string[], attributes = {}): GraphNode => ({
  ...{ op, domain: "", inputs, outputs, name: op, attributes },
});
const feature = (inputs: string[], output: string): GraphNode => ({
  ...{ op: "ArrayFeatureExtractor", inputs, outputs: [output] },
});
const trees = [0, 1].map((i) =>
  stump(
    "TreeEnsembleRegressor",
    { target_weights: { floats: [i + 1, 5 - i] } },
    { outputs: [`y${i}`], name: `trees ${i}` },
  ),
);

/** As skl2onnx writes AdaBoostRegressor. */
const GRAPH: readonly GraphNode[] = [
  ...trees,
  core("Concat", ["y0", "y1"], ["row"], { axis: 1 }),
  core("Mul", ["row", "negate"], ["negated"]),
  core("TopK", ["negated", "count"], ["sorted", "order"]),
  feature(["weights", "order"], "ordered"),
  core("CumSum", ["ordered", "axis"], ["sums"]),
  feature(["sums", "last"], "total"),
  core("Mul", ["total", "half"], ["middle"]),
  core("Less", ["sums", "middle"], ["below"]),
  core("Cast", ["below"], ["numbers"], { to: 1 }),
  core("ArgMin", ["numbers"], ["first"], { axis: 1 }),
  core("GatherElements", ["order", "first"], ["place"], { axis: 1 }),
  core("GatherElements", ["row", "place"], ["z"], { axis: 1 }),
];
const CONSTANTS = {
  negate: tensor("negate", [1], [-1], "float"),
  half: tensor("half", [1], [0.5], "float"),
  count: tensor("count", [1], [2], "int64"),
  last: tensor("last", [1], [1], "int64"),
  axis: tensor("axis", [1], [1], "int64"),
  weights: tensor("weights", [2], [3, 1], "float"),
};

const read = (nodes = GRAPH, constants: Partial<typeof CONSTANTS> = {}, outputs = ["z"]) => {
  const initializers = Object.values({ ...CONSTANTS, ...constants });
  const bytes = onnxBytes({ nodes, outputs, initializers });
  return verifyModel(readModel({ name: "model.onnx", bytes }));
};
const faultOf = (...given: Parameters<typeof read>) => {
  const [first] = diagnosticsOf(() => read(...given));
  return [first!.code, first!.at];
};

describe("onnx: weighted medians", () => {
  it("are the first value at which the weights reach half", () => {
    const model = read();
    expect(model.predictor.combine).toEqual({
      kind: "median",
      weights: Float64Array.of(3, 1),
      type: "f32",
    });
    expect([0, 1].map((x) => evaluate(model, [x, 0]).prediction)).toEqual([1, 5]);
  });

  it.each([
    ["Mul", { negate: tensor("negate", [1], [1], "float") }],
    ["Mul", { half: tensor("half", [1], [0.25], "float") }],
    ["TopK", { count: tensor("count", [1], [1], "int64") }],
    ["CumSum", { axis: tensor("axis", [1], [0], "int64") }],
  ])("are nothing else: %s of other constants", (op, constants) => {
    expect(faultOf(GRAPH, constants)).toEqual(["onnx/unsupported-operator", `node "${op}"`]);
  });

  it("take a weight a value, none below zero, and the last sum", () => {
    const weights = (...list: number[]) => tensor("weights", [list.length], list, "float");
    for (const constants of [
      { weights: weights(3) },
      { weights: weights(3, -1) },
      { weights: weights(3, Number.NaN) },
      { last: tensor("last", [1], [0], "int64") },
    ])
      expect(faultOf(GRAPH, constants)[0]).toBe("onnx/unsupported-operator");
    expect(read(GRAPH, { weights: weights(3, 1, 0, 0) }).predictor.combine.kind).toBe("median");
  });

  it.each([
    ["TopK", { largest: 0 }],
    ["TopK", { axis: 0 }],
    ["CumSum", { reverse: 1 }],
    ["ArgMin", { axis: 0 }],
    ["ArgMin", { axis: 1, select_last_index: 1 }],
    ["GatherElements", { axis: 0 }],
    ["Cast", { to: 7 }],
  ])("are nothing else: %s with %j", (op, attributes) => {
    const nodes = GRAPH.map((node) => (node.op === op ? { ...node, attributes } : node));
    expect(faultOf(nodes)).toEqual(["onnx/unsupported-operator", `node "${op}"`]);
  });

  it("are of trees, one number a leaf, and end where they are found", () => {
    const wide = stump(
      "TreeEnsembleRegressor",
      { n_targets: 2, target_ids: [0, 1] },
      {
        outputs: ["y0"],
      },
    );
    expect(faultOf([wide, ...GRAPH.slice(1)])[0]).toBe("onnx/unsupported-operator");
    expect(faultOf(GRAPH, {}, ["place"])[0]).toBe("onnx/several-results");
  });
});
